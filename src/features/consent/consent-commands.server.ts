import type { Consent } from '#features/contact/contact.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import { consentSteps, entryBy, undoConsentCommand } from './consent.api.ts'
import { type Agreed, entriesOf, keepConsent, loadAgreed } from './consent.server.ts'
import { consentOf, mayTakeBack } from './consent.ts'

/** What a member says of a customer's texts counts for the whole workspace, wherever else they have conversations. */
export const servedConsent: ServedCommand[] = [
  ...consentSteps.map((step) =>
    ofCustomer(step, async (write, before) => {
      keepConsent(write, before, entryBy(step.type, before, write))
      return ok(null)
    }),
  ),
  ofCustomer(undoConsentCommand, async (write, before) => {
    const taken = await takenBack(write, before)
    if (!taken.has(before.contact.id)) return refuse('changed-since')
    keepConsent(write, before, entryBy('undone', before, write), (one) => taken.get(one.id) ?? one)
    return ok(null)
  }),
]

type Said = (typeof consentSteps)[number] | typeof undoConsentCommand

/** `keep` is given the customer of the conversation that it is said with, locked, if the member sees it. */
function ofCustomer(
  { name, input }: Said,
  keep: (write: Write, before: Agreed) => Promise<Result<null>>,
): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const parsed = input.safeParse(raw)
      if (!parsed.success)
        return refuse('invalid-input', { field: parsed.error.issues[0]?.path.join('.') ?? '' })
      const [conversation] = await write.load(conversationTable, [parsed.data.conversationId], reach)
      return conversation ? keep(write, await loadAgreed(write, conversation)) : refuse('not-found')
    },
  }
}

/** How it was before what this member has just done of the customer, for each of whom that very act was the last. */
async function takenBack(write: Write, before: Agreed): Promise<Map<string, Consent>> {
  const undone = entryBy('undone', before, write)
  const said = await Promise.all(
    before.people.map(async ({ now }) => ({ id: now.id, entries: await entriesOf(write, now.id) })),
  )
  const act = said.find(({ id }) => id === before.contact.id)?.entries.at(-1)
  const taken = new Map<string, Consent>()
  for (const { id, entries } of said) {
    const last = entries.at(-1)
    const same = last?.at === act?.at && last?.conversationId === act?.conversationId
    if (same && mayTakeBack(entries, write.actor.id, write.now))
      taken.set(id, consentOf([...entries, undone]))
  }
  return taken
}

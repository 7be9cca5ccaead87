import { sql } from '#db/sql.ts'
import { updateContactCommand } from '#features/contact/contact.api.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { type Contact, contactLabels, contactType } from '#features/contact/contact.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import { conversationTable } from './conversation.server.ts'

/** A contact changes for everybody who shares a conversation with them, and so does what those are found by. */
export const servedContactUpdate: ServedCommand = {
  name: updateContactCommand.name,
  async handle(write, raw, reach) {
    const input = updateContactCommand.input.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    // Conversations are held before the contact, and once more those that came to it while it was waited for.
    const held = await write.load(conversationTable, await idsWith(write, input.data.id))
    const [before] = await write.load(contactTable, [input.data.id], reach)
    if (!before) return refuse('not-found')
    const come = (await idsWith(write, before.id)).filter((id) => !held.some((one) => one.id === id))
    held.push(...(await write.load(conversationTable, come)))
    const decided = updateContactCommand.decide(
      { get: (type) => theContact(type, before) },
      input.data,
      write,
    )
    if (!decided.ok) return decided
    // It may have been linked to somebody else while it was waited for.
    const conversations = held.filter(({ contactId }) => contactId === before.id)
    // The one row that the command decides on.
    const after = decided.value.saved[0]?.row as Contact
    const kept = await write.rows(
      sql<{ inboxId: string }>`select inbox_id as "inboxId" from kept_contact
        where workspace_id = ${write.workspaceId} and contact_id = ${before.id}`,
    )
    const inboxIds = new Set([...conversations, ...kept].map(({ inboxId }) => inboxId))
    write.save(contactTable, before, after, [...inboxIds])
    for (const event of decided.value.events) write.event(event)
    const labels = contactLabels(after)
    for (const conversation of conversations)
      if (JSON.stringify(conversation.contactLabels) !== JSON.stringify(labels))
        write.save(conversationTable, conversation, { ...conversation, contactLabels: labels })
    return ok(null)
  },
}

async function idsWith({ workspaceId, rows }: Write, contactId: string): Promise<string[]> {
  const found = await rows(
    sql<{ id: string }>`select id from conversation
      where workspace_id = ${workspaceId} and contact_id = ${contactId}`,
  )
  return found.map(({ id }) => id)
}

// It asks for nothing else.
function theContact<Row>(type: { name: string }, contact: Contact): Row | undefined {
  return type.name === contactType.name ? (contact as unknown as Row) : undefined
}

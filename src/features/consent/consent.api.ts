import * as z from 'zod/mini'
import { contactType } from '#features/contact/contact.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { ok, refuse } from '#kit/result.ts'
import { type Context, command, NOTHING, type Rows, read, saved } from '#sync/command.ts'
import { type Agreement, type ConsentEntry, consented } from './consent.ts'

/** MO-7, CT-6: a member says it for the customer of this conversation. */
export const optOutCommand = step('out', 'contact.opt-out', {})

/** `agreed`: the customer has told them so. It is written down who says that, and when. */
export const optInCommand = step('in', 'contact.opt-in', { agreed: z.literal(true) })

/** What reads like it was not meant so. */
export const dismissCommand = step('dismissed', 'contact.dismiss-opt-out', {})

/** Takes back what one has just done. `before`: how it was then, for the screen; the server knows it by itself. */
export const undoConsentCommand = command(
  'contact.undo-consent',
  z.object({
    conversationId: z.uuid(),
    before: z.pick(contactType.row, { optOut: true, optOutAsked: true }),
  }),
  {
    reads: ({ conversationId }) => [read(conversationType, [conversationId])],
    thenReads: readCustomer,
    decide(rows, { conversationId, before }) {
      const found = agreementOf(rows, conversationId)
      if (!found) return refuse('not-found')
      return ok({ saved: [saved(contactType, { ...found.contact, ...before }, [])], events: [] })
    },
  },
)

export const consentSteps = [optOutCommand, optInCommand, dismissCommand] as const

/** What a member says of the customer. Of a text that asked, it is noted that this was the one. */
export function entryBy(
  type: ConsentEntry['type'],
  { conversation, contact }: Agreement,
  { actor, now }: Context,
): ConsentEntry {
  const messageId = contact.optOutAsked?.messageId ?? null
  const by = { source: 'member', memberId: actor.id, words: null } as const
  return { type, ...by, conversationId: conversation.id, messageId, at: now }
}

function step<Shape extends Record<string, z.ZodMiniType>>(
  type: ConsentEntry['type'],
  name: string,
  shape: Shape,
) {
  type Input = z.output<z.ZodMiniObject<Shape>> & { conversationId: string }
  // zod cannot say that an object of a shape and one more field is the output of both.
  const input = z.extend(z.object(shape), { conversationId: z.uuid() }) as unknown as z.ZodMiniType<Input>
  const made = command(name, input, {
    reads: ({ conversationId }: Input) => [read(conversationType, [conversationId])],
    thenReads: readCustomer,
    decide(rows, { conversationId }: Input, context) {
      const before = agreementOf(rows, conversationId)
      if (!before) return refuse('not-found')
      const after = consented(before, entryBy(type, before, context), context.actor)
      if (!after) return NOTHING
      const { contact, conversation, event } = after
      // Whoever writes it for good says which inboxes know the customer.
      return ok({
        saved: [saved(contactType, contact, []), saved(conversationType, conversation)],
        events: [event],
      })
    },
  })
  return { ...made, type }
}

function readCustomer(rows: Rows, { conversationId }: { conversationId: string }) {
  const conversation = rows.get(conversationType, conversationId)
  return conversation ? [read(contactType, [conversation.contactId])] : []
}

function agreementOf(rows: Rows, conversationId: string): Agreement | undefined {
  const conversation = rows.get(conversationType, conversationId)
  const contact = conversation && rows.get(contactType, conversation.contactId)
  return conversation && contact && { conversation, contact }
}

import * as z from 'zod/mini'
import { beginContact, type Contact, contactType } from '#features/contact/contact.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import { isGroup, linkEvent, linkTo } from './contact-link.ts'
import { conversationType } from './conversation.ts'

/**
 * MO-7, CT-9: the conversation, and with it its customer's number, belongs to this contact. With a `name` the contact
 * begins with it. Undone, it goes back to whom it was linked to before, whoever may see that contact.
 */
export const linkContactCommand = command(
  'conversation.link-contact',
  z.object({
    id: z.uuid(),
    contactId: z.uuid(),
    name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(120))),
    undo: z.optional(z.literal(true)),
  }),
  {
    reads: ({ id, contactId }) => [read(contactType, [contactId]), read(conversationType, [id])],
    thenReads: (rows, { id }) => [look(contactType, [rows.get(conversationType, id)?.contactId ?? id])],
    decide(rows, { id, contactId, name }, { now }) {
      const before = rows.get(conversationType, id)
      if (!before) return refuse('not-found')
      if (isGroup(before)) return refuse('group-contact')
      const known = rows.get(contactType, contactId)
      if (!known && name === undefined) return refuse('not-found')
      const after = linkTo(before, contactId, now)
      if (after === before) return NOTHING
      const former = rows.get(contactType, before.contactId)
      const contact = known ?? succeed(former, beginContact(contactId, name ?? null, now))
      return ok({
        // Who hears of the contact follows from where the conversation is.
        saved: [...(known ? [] : [saved(contactType, contact, [])]), saved(conversationType, after)],
        events: [
          ...(known ? [] : [{ type: 'contact.created', subjectId: contactId }]),
          linkEvent(before, after, former, contact),
        ],
      })
    },
  },
)

// What the number has said of our texts goes along.
function succeed(former: Contact | undefined, contact: Contact): Contact {
  const { optOut, optOutAsked } = former ?? contact
  return { ...contact, optOut, optOutAsked }
}

const LONGEST_NAME = 120

/** Contacts of these words that no conversation is with: the others are found by whom they talk to us with. */
export const keptContactsQuery = query(
  'contact.kept',
  z.object({ words: z.string().check(z.maxLength(LONGEST_NAME)) }),
)

import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, read, saved } from '#sync/command.ts'
import { contactType } from './contact.ts'

const word = (longest: number) => z.string().check(z.trim(), z.maxLength(longest))
const MOST_PROPERTIES = 50

/** CT-3: what a customer is called, where they work, and what else is noted of them. */
export const updateContactCommand = command(
  'contact.update',
  z.object({
    id: z.uuid(),
    name: word(120),
    company: word(120),
    properties: z
      .record(word(60).check(z.minLength(1)), word(200))
      .check(z.refine((all) => Object.keys(all).length <= MOST_PROPERTIES)),
  }),
  {
    reads: ({ id }) => [read(contactType, [id])],
    decide(rows, { id, name, company, properties }, { now }) {
      const before = rows.get(contactType, id)
      if (!before) return refuse('not-found')
      const after = { ...before, name: name || null, company: company || null, properties, updatedAt: now }
      // Whoever writes it for good says which inboxes know the customer.
      return ok({
        saved: [saved(contactType, after, [])],
        events: [{ type: 'contact.updated', subjectId: id }],
      })
    },
  },
)

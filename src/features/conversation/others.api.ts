import * as z from 'zod/mini'
import { query } from '#sync/query.ts'

/** After which conversation a page begins. */
export const othersPosition = z.object({ at: z.iso.datetime(), id: z.uuid() })

export type OthersPosition = z.output<typeof othersPosition>

/** CH-10, CT-4: everything that is talked about with a contact, newest first. */
export const othersQuery = query(
  'conversation.others',
  z.object({
    contactId: z.uuid(),
    last: z.nullable(othersPosition),
    limit: z.number().check(z.minimum(1), z.maximum(100)),
  }),
)

import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** A customer. Nameless until somebody names them: the thread then shows their number. */
export const contactType = syncedType(
  'contact',
  z.object({
    id: z.string(),
    name: z.nullable(z.string()),
    company: z.nullable(z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  }),
)

export type Contact = z.output<typeof contactType.row>

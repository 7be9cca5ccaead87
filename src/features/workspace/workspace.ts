import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const workspaceType = syncedType(
  'workspace',
  z.object({
    id: z.string(),
    name: z.string(),
    demo: z.boolean(),
    /** By its content: `/media/pictures/…`. */
    picture: z.nullable(z.string()),
    /** Where it is: business hours begin with it. Null: nobody has said. */
    timeZone: z.nullable(z.string()),
  }),
  { audience: () => null },
)

export type Workspace = z.output<typeof workspaceType.row>

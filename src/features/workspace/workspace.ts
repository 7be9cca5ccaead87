import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const workspaceType = syncedType(
  'workspace',
  z.object({ id: z.string(), name: z.string(), demo: z.boolean() }),
  { audience: () => null },
)

export type Workspace = z.output<typeof workspaceType.row>

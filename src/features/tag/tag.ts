import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const TAG_COLORS = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
] as const

/** A word that people put on conversations, with its colour. */
export const tagType = syncedType(
  'tag',
  z.object({ id: z.string(), name: z.string(), color: z.enum(TAG_COLORS) }),
  { audience: () => null },
)

export type Tag = z.output<typeof tagType.row>

/** What a conversation with this tag can be found by. */
export function tagLabel(tagId: string): string {
  return `tag:${tagId}`
}

import * as z from 'zod/mini'
import { may, type Role } from '#features/member/may.ts'
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
  z.object({
    id: z.string(),
    name: z.string(),
    color: z.enum(TAG_COLORS),
    /** Who has made it; null: nobody knows any more. */
    makerId: z.nullable(z.string()),
  }),
  { audience: () => null },
)

export type Tag = z.output<typeof tagType.row>

/** CH-9: everybody makes tags and gives them; one is changed and removed by who made it, or who manages the workspace. */
export function mayChange({ makerId }: Tag, memberId: string, role: Role | undefined): boolean {
  return makerId === memberId || may(role, null, 'tag.manage')
}

/** Whether this is what it is called, in capitals or not. */
export function isCalled(tag: Tag, name: string): boolean {
  return tag.name.toLowerCase() === name.toLowerCase()
}

/** What a conversation with this tag can be found by. */
export function tagLabel(tagId: string): string {
  return `tag:${tagId}`
}

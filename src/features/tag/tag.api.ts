import * as z from 'zod/mini'
import { ok } from '#kit/result.ts'
import { command, read, saved } from '#sync/command.ts'
import { TAG_COLORS, tagType } from './tag.ts'

/** Makes a tag, or changes what it is called and how it looks. */
export const saveTagCommand = command(
  'tag.save',
  z.object({
    id: z.uuid(),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)),
    color: z.enum(TAG_COLORS),
  }),
  {
    reads: ({ id }) => [read(tagType, [id])],
    decide(rows, tag) {
      const type = rows.get(tagType, tag.id) ? 'tag.changed' : 'tag.created'
      return ok({
        saved: [saved(tagType, tag)],
        events: [{ type, subjectId: tag.id, data: { name: tag.name } }],
      })
    },
  },
)

export const removeTagInput = z.object({ id: z.uuid() })

import * as z from 'zod/mini'
import { memberType } from '#features/member/member.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { mayChange, TAG_COLORS, type Tag, tagType } from './tag.ts'

/** Makes a tag, or changes what it is called and how it looks. */
export const saveTagCommand = command(
  'tag.save',
  z.object({
    id: z.uuid(),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)),
    color: z.enum(TAG_COLORS),
  }),
  {
    reads: ({ id }, actor) => [read(tagType, [id]), look(memberType, actor.id === null ? [] : [actor.id])],
    decide(rows, { id, name, color }, { actor }) {
      if (actor.id === null) return refuse('not-found')
      const before = rows.get(tagType, id)
      if (before && !mayChange(before, actor.id, rows.get(memberType, actor.id)?.role))
        return refuse('not-tag-maker')
      const tag = { id, name, color, makerId: before ? before.makerId : actor.id }
      if (!before)
        return ok({
          saved: [saved(tagType, tag)],
          events: [{ type: 'tag.created', subjectId: id, data: { name } }],
        })
      const data = changed(before, tag)
      if (Object.keys(data).length === 0) return NOTHING
      return ok({
        saved: [saved(tagType, tag)],
        events: [{ type: 'tag.changed', subjectId: id, data: { name, ...data }, audited: true }],
      })
    },
  },
)

function changed(before: Tag, { name, color }: Tag): Record<string, string> {
  return {
    ...(name !== before.name && { from: before.name, to: name }),
    ...(color !== before.color && { color }),
  }
}

/** Removes a tag, or brings back the one that one has just removed. */
export const removeTagInput = z.object({ id: z.uuid() })

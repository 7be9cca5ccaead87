import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, NOTHING, read, saved } from '#sync/command.ts'
import { memberType } from './member.ts'

/** AS-3, AS-4: whether one can be given more conversations. What one has stays. */
export const setAvailableCommand = command('member.set-available', z.object({ available: z.boolean() }), {
  reads: (_, { id }) => [read(memberType, id === null ? [] : [id])],
  decide(rows, { available }, { actor }) {
    const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
    if (!me) return refuse('not-found')
    if (me.available === available) return NOTHING
    const type = available ? 'member.available' : 'member.unavailable'
    return ok({
      saved: [saved(memberType, { ...me, available })],
      events: [{ type, subjectId: me.id }],
    })
  },
})

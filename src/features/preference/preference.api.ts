import * as z from 'zod/mini'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type Context, command, type Decision, read, saved } from '#sync/command.ts'
import { bindings, ordinary, preferenceType, timeZone } from './preference.ts'

/**
 * Changes what is named and keeps the rest, so that two devices can each change something. A shortcut in `ordinary`
 * gets the keys back that it came with.
 */
export const preferCommand = command(
  'preference.set',
  z.object({
    memberId: z.uuid(),
    shortcuts: z.optional(bindings),
    ordinary: z.optional(z.union([z.literal('all'), z.array(z.string())])),
    singleKeys: z.optional(z.boolean()),
    readOnReply: z.optional(z.boolean()),
    timeZone: z.optional(z.nullable(timeZone)),
  }),
  {
    reads: ({ memberId }) => [read(preferenceType, [memberId])],
    decide(rows, { memberId, ...wanted }, { actor, now }: Context): Result<Decision> {
      if (actor.id !== memberId) return refuse('not-found')
      const before = rows.get(preferenceType, memberId) ?? ordinary(memberId)
      const kept = wanted.ordinary === 'all' ? {} : without(before.shortcuts, wanted.ordinary ?? [])
      const shortcuts = { ...kept, ...wanted.shortcuts }
      if (!bindings.safeParse(shortcuts).success) return refuse('invalid-input', { field: 'shortcuts' })
      const { singleKeys = before.singleKeys, readOnReply = before.readOnReply } = wanted
      const { timeZone = before.timeZone } = wanted
      const after = { ...before, shortcuts, singleKeys, readOnReply, timeZone, updatedAt: now }
      return ok({ saved: [saved(preferenceType, after)], events: [] })
    },
  },
)

function without<Value>(record: Record<string, Value>, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

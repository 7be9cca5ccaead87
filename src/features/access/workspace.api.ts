import * as z from 'zod/mini'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { workspaceType } from '#features/workspace/workspace.ts'
import { ok, refuse } from '#kit/result.ts'
import { isTimeZone } from '#kit/time-zone.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'

const timeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone))

/** AD-1: what the workspace is called and where it is; `picture: null` takes its picture away. */
export const configureWorkspaceCommand = command(
  'workspace.configure',
  z.object({
    workspaceId: z.uuid(),
    name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(80))),
    timeZone: z.optional(z.nullable(timeZone)),
    picture: z.optional(z.null()),
  }),
  {
    reads: ({ workspaceId }, { id }) => [
      read(workspaceType, [workspaceId]),
      look(memberType, id === null ? [] : [id]),
    ],
    decide(rows, { workspaceId, ...wanted }, { actor }) {
      const workspace = rows.get(workspaceType, workspaceId)
      const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
      if (!workspace || !me) return refuse('not-found')
      if (!may(me.role, null, 'workspace.configure')) return refuse('not-allowed')
      const { name = workspace.name, timeZone = workspace.timeZone, picture = workspace.picture } = wanted
      const after = { ...workspace, name, timeZone, picture }
      const changed = (['name', 'timeZone', 'picture'] as const).filter(
        (field) => after[field] !== workspace[field],
      )
      if (changed.length === 0) return NOTHING
      // The picture's own name says nothing to anybody.
      const data = Object.fromEntries(
        changed.map((field) => [field, field === 'picture' ? null : after[field]]),
      )
      return ok({
        saved: [saved(workspaceType, after)],
        events: [{ type: 'workspace.configured', subjectId: workspaceId, data, audited: true }],
      })
    },
  },
)

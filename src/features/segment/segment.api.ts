import * as z from 'zod/mini'
import { listFilter } from '#features/conversation/list.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, read, saved } from '#sync/command.ts'
import type { EventDraft } from '#sync/event.ts'
import { mayChange, type Segment, segmentType } from './segment.ts'

/** Keeps a filter under a name, for oneself or for the team; again under the same id, it is changed. */
export const saveSegmentCommand = command(
  'segment.save',
  z.object({
    id: z.uuid(),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)),
    filter: listFilter,
    forTeam: z.boolean(),
    position: z.number(),
  }),
  {
    reads: ({ id, filter }, actor) => [
      read(segmentType, [id]),
      look(memberType, actor.id === null ? [] : [actor.id]),
      look(inboxType, filter.inboxId === null ? [] : [filter.inboxId]),
    ],
    decide(rows, { id, name, filter, forTeam, position }, { actor }) {
      if (actor.id === null) return refuse('not-found')
      if (filter.inboxId !== null && !rows.get(inboxType, filter.inboxId)) return refuse('not-found')
      const before = rows.get(segmentType, id)
      if (before && !mayChange(before, actor.id, rows.get(memberType, actor.id)?.role))
        return refuse('not-segment-maker')
      // What the team has does not become the own of somebody else.
      if (before && !forTeam && before.ownerId === null && before.makerId !== actor.id)
        return refuse('segment-of-team')
      const whose = { ownerId: forTeam ? null : actor.id, makerId: before ? before.makerId : actor.id }
      const segment = { id, name, inboxId: filter.inboxId, ...whose, filter, position }
      return ok({ saved: [saved(segmentType, segment)], events: [told(before, segment)] })
    },
  },
)

// What becomes of a team's is written down; nobody else is told what is one's own.
function told(before: Segment | undefined, { id, name, ownerId, filter }: Segment): EventDraft {
  if (!before || before.ownerId !== null) return { type: 'segment.saved', subjectId: id }
  if (ownerId !== null)
    return { type: 'segment.taken', subjectId: id, data: { name: before.name }, audited: true }
  const renamed = name !== before.name && { from: before.name, to: name }
  const refiltered = pathOf({ filter }) !== pathOf(before) && { filter: 'changed' }
  return { type: 'segment.changed', subjectId: id, data: { name, ...renamed, ...refiltered }, audited: true }
}

/** Removes a segment, or brings back the one that one has just removed. */
export const removeSegmentInput = z.object({ id: z.uuid() })

import * as z from 'zod/mini'
import { listFilter } from '#features/conversation/list.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, read, saved } from '#sync/command.ts'
import { segmentType } from './segment.ts'

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
    reads: ({ id, filter }) => [
      read(segmentType, [id]),
      look(inboxType, filter.inboxId === null ? [] : [filter.inboxId]),
    ],
    decide(rows, { id, name, filter, forTeam, position }, { actor }) {
      if (actor.id === null) return refuse('not-found')
      if (filter.inboxId !== null && !rows.get(inboxType, filter.inboxId)) return refuse('not-found')
      const ownerId = forTeam ? null : actor.id
      const segment = { id, name, inboxId: filter.inboxId, ownerId, filter, position }
      return ok({ saved: [saved(segmentType, segment)], events: [{ type: 'segment.saved', subjectId: id }] })
    },
  },
)

export const removeSegmentInput = z.object({ id: z.uuid() })

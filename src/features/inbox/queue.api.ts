import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { inboxMemberId, inboxMemberType } from './inbox.ts'
import { isInQueue, queuePlaceType } from './queue.ts'

/** AS-6: in or out of an inbox's queue, for oneself. What one has stays. */
export const setInQueueCommand = command(
  'inbox.set-in-queue',
  z.object({ inboxId: z.uuid(), inQueue: z.boolean() }),
  {
    reads: ({ inboxId }, { id }) => [
      look(inboxMemberType, id === null ? [] : [inboxMemberId(inboxId, id)]),
      read(queuePlaceType, id === null ? [] : [inboxMemberId(inboxId, id)]),
    ],
    decide(rows, { inboxId, inQueue }, { actor, now }) {
      if (actor.id === null) return refuse('not-found')
      const id = inboxMemberId(inboxId, actor.id)
      if (!rows.get(inboxMemberType, id)) return refuse('not-found')
      if (isInQueue(rows, inboxId, actor.id) === inQueue) return NOTHING
      return ok({
        saved: [saved(queuePlaceType, { id, inboxId, memberId: actor.id, inQueue, at: now })],
        events: [{ type: inQueue ? 'queue.entered' : 'queue.left', inboxId, subjectId: actor.id }],
      })
    },
  },
)

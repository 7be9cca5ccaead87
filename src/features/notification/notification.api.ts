import * as z from 'zod/mini'
import { conversationType } from '#features/conversation/conversation.ts'
import { pairId } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import { muteType, notificationType } from './notification.ts'

const MOST_AT_ONCE = 500
const ids = z.array(z.uuid()).check(z.maxLength(MOST_AT_ONCE))

/** What one was told of has been seen, or is to be looked at again. */
export const readCommand = command('notification.read', z.object({ ids, read: z.boolean() }), {
  reads: ({ ids }) => [read(notificationType, ids)],
  decide(rows, { ids, read }, { now }) {
    const changed = ids
      .flatMap((id) => rows.get(notificationType, id) ?? [])
      .filter(({ readAt }) => (readAt !== null) !== read)
    if (changed.length === 0) return NOTHING
    const readAt = read ? now : null
    return ok({ saved: changed.map((row) => saved(notificationType, { ...row, readAt })), events: [] })
  },
})

/** Everything up to the newest that they have seen, or all of one conversation or chat; `ids` are those that a screen shows. */
export const readAllCommand = command(
  'notification.read-all',
  z.object({ ids, upTo: z.uuid(), conversationId: z.nullable(z.uuid()) }),
  {
    reads: ({ ids }) => [read(notificationType, ids)],
    decide: (rows, { ids }, context) => readCommand.decide(rows, { ids, read: true }, context),
  },
)

/** For oneself. `none`: it is heard of again. */
export const muteCommand = command(
  'notification.mute',
  z.object({ conversationId: z.uuid(), scope: z.enum(['all', 'email', 'none']) }),
  {
    reads: ({ conversationId }, { id }) => [
      look(conversationType, [conversationId]),
      read(muteType, id === null ? [] : [muteId(conversationId, id)]),
    ],
    decide(rows, { conversationId, scope }, { actor, now }) {
      if (actor.id === null || !rows.get(conversationType, conversationId)) return refuse('not-found')
      const place = { id: muteId(conversationId, actor.id), memberId: actor.id, conversationId }
      return ok({ saved: [saved(muteType, { ...place, scope, at: now })], events: [] })
    },
  },
)

/** A page of what one was told of, newest first, before the last one that is held. */
export const notificationsQuery = query(
  'notification.list',
  z.object({ before: z.nullable(z.uuid()), limit: z.number().check(z.minimum(1), z.maximum(100)) }),
)

export function muteId(conversationId: string, memberId: string): string {
  return pairId(conversationId, memberId)
}

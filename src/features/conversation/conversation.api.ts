import * as z from 'zod/mini'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { type Context, command, type Decision, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import {
  type Conversation,
  conversationType,
  markDone,
  markOpen,
  markRead,
  markSpam,
  markUnread,
} from './conversation.ts'

const MOST_AT_ONCE = 1_000

export const doneCommand = change('conversation.done', markDone)
export const openCommand = change('conversation.open', markOpen)
export const spamCommand = change('conversation.spam', markSpam)
export const unreadCommand = change('conversation.unread', markUnread)
export const readCommand = change('conversation.read', markRead)

/** A command on one or many conversations: each goes from one state to the next, and remembers who did it. */
function change(name: string, step: (conversation: Conversation, now: Instant) => Conversation) {
  return command(
    name,
    z.object({ ids: z.array(z.uuid()).check(z.minLength(1), z.maxLength(MOST_AT_ONCE)) }),
    {
      reads: ({ ids }) => [read(conversationType, ids)],
      decide(rows, { ids }, { now }: Context): Result<Decision> {
        const decision: Decision = { saved: [], events: [] }
        for (const id of new Set(ids)) {
          const before = rows.get(conversationType, id)
          if (!before) return refuse('not-found')
          const after = step(before, now)
          if (after === before) continue
          decision.saved.push(saved(conversationType, after))
          decision.events.push({
            type: name,
            inboxId: after.inboxId,
            conversationId: id,
            ...line(before, after),
          })
        }
        return decision.saved.length > 0 ? ok(decision) : NOTHING
      },
    },
  )
}

// A step that took a number in the thread is shown there.
function line(before: Conversation, after: Conversation): { seq?: number } {
  return after.itemSeq > before.itemSeq ? { seq: after.itemSeq } : {}
}

/** A page of an inbox's list, newest activity first, after the `last` row that the asker holds. */
export const listQuery = query(
  'conversation.list',
  z.object({
    inboxId: z.uuid(),
    status: z.enum(['open', 'done', 'spam']),
    last: z.nullable(z.object({ lastActivityAt: z.iso.datetime(), id: z.uuid() })),
    limit: z.number().check(z.minimum(1), z.maximum(100)),
  }),
)

/** The newest items of a thread, or those `before` a number. */
export const threadQuery = query(
  'conversation.thread',
  z.object({
    conversationId: z.uuid(),
    before: z.nullable(z.number()),
    limit: z.number().check(z.minimum(1), z.maximum(100)),
  }),
)

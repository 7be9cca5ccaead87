import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from './synced.ts'

/** Who did what, when. The thread, notifications, webhooks, reports and the audit all read events. */
export const eventType = syncedType(
  'event',
  z.object({
    id: z.string(),
    type: z.string(),
    actor: z.enum(['customer', 'member', 'api', 'system']),
    actorId: z.nullable(z.string()),
    conversationId: z.nullable(z.string()),
    seq: z.nullable(z.number()),
    subjectId: z.nullable(z.string()),
    data: z.record(z.string(), z.unknown()),
    at: z.iso.datetime(),
  }),
  { inThread: true },
)

export type Event = z.output<typeof eventType.row>

/** An event about to be written. With a `seq` it is a line of its own in the conversation's thread. */
export type EventDraft = {
  type: string
  inboxId?: string
  conversationId?: string
  seq?: number
  subjectId?: string
  data?: Record<string, unknown>
  /** Who did it, when that is not whoever does the work. */
  by?: Actor
  /** When it happened, for what is brought in from an earlier time. */
  at?: Instant
  /** Somebody may have to account for it: it is written down in the audit log too, with its data, by its type's name. */
  audited?: true
}

/** Who acts: a member, by one of their sessions; a program with a member's key, a customer, or the product itself. */
export type Actor =
  | { type: 'member' | 'api'; id: string; sessionId?: string }
  | { type: 'customer' | 'system'; id: null; sessionId?: never }

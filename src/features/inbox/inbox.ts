import * as z from 'zod/mini'
import { pairId } from '#kit/id.ts'
import { syncedType } from '#sync/synced.ts'
import { hoursSchema } from './hours.ts'

export const inboxType = syncedType(
  'inbox',
  z.object({
    id: z.string(),
    name: z.string(),
    emoji: z.string(),
    position: z.number(),
    /** For whom unread is told: `team` nobody has seen it, `personal` I have not, `hybrid` until I have or somebody answers. */
    unreadMode: z.enum(['team', 'personal', 'hybrid']),
    /** Whether conversations have an assignee. */
    assignmentMode: z.boolean(),
    /** Whether conversations may be moved from here to another inbox. */
    allowMoving: z.boolean(),
    /** Whether nobody else can answer while the assignee is writing. */
    replyLock: z.boolean(),
    /** Whose private inbox it is. */
    ownerId: z.nullable(z.string()),
    /** When it is open; null: always. */
    hours: z.nullable(hoursSchema),
  }),
  { audience: (inbox) => inbox.id },
)

export type Inbox = z.output<typeof inboxType.row>

/** What an inbox is like until somebody says otherwise. */
export const INBOX_DEFAULTS = {
  unreadMode: 'team',
  assignmentMode: true,
  allowMoving: false,
  replyLock: false,
  ownerId: null,
  hours: null,
} as const satisfies Partial<Inbox>

/** Who may enter an inbox. Its id is the pair's. */
export const inboxMemberType = syncedType(
  'inbox_member',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    memberId: z.string(),
    role: z.enum(['manager', 'agent']),
  }),
  { audience: ({ inboxId }) => inboxId },
)

export type InboxMember = z.output<typeof inboxMemberType.row>

export function inboxMemberId(inboxId: string, memberId: string): string {
  return pairId(inboxId, memberId)
}

/** What waits in an inbox; its id is the inbox's. */
export const inboxCounterType = syncedType(
  'inbox_counter',
  z.object({ id: z.string(), open: z.number(), unread: z.number(), unassigned: z.number() }),
  { audience: (counter) => counter.id },
)

export type InboxCounter = z.output<typeof inboxCounterType.row>

/** What waits for one member in an inbox: what is assigned to them, and what is unread for them alone. */
export const memberCounterType = syncedType(
  'member_counter',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    memberId: z.string(),
    mine: z.number(),
    unread: z.number(),
  }),
  { audience: ({ memberId }) => memberId },
)

export type MemberCounter = z.output<typeof memberCounterType.row>

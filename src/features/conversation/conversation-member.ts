import * as z from 'zod/mini'
import type { Inbox } from '#features/inbox/inbox.ts'
import { pairId } from '#kit/id.ts'
import { syncedType } from '#sync/synced.ts'
import { type Conversation, shelfOf } from './conversation.ts'
import { placedSchema } from './placed.ts'

/** What one member has seen of a conversation, keeps at the top, and has still to read. Its id is the pair's. */
export const conversationMemberType = syncedType(
  'conversation_member',
  z.object({
    id: z.string(),
    conversationId: z.string(),
    memberId: z.string(),
    inboxId: z.string(),
    /** The newest item when they last looked. */
    readSeq: z.number(),
    /** For them alone: where unread is personal, and where it was handed to them. */
    unread: z.boolean(),
    /** Their place for it at the top of their own list, the least first. */
    pin: z.nullable(z.number()),
    /** Where they have put it of late, the newest last: what they may take back. */
    placed: z.array(placedSchema),
  }),
  { audience: ({ memberId }) => memberId },
)

export type ConversationMember = z.output<typeof conversationMemberType.row>

export function conversationMemberId(conversationId: string, memberId: string): string {
  return pairId(conversationId, memberId)
}

export function beginMember({ id, inboxId }: Conversation, memberId: string): ConversationMember {
  const place = { id: conversationMemberId(id, memberId), conversationId: id, memberId, inboxId }
  return { ...place, readSeq: 0, unread: false, pin: null, placed: [] }
}

export type UnreadMode = Inbox['unreadMode']

/** Whether it waits for this member to read it, in their inbox's way of seeing it. */
export function isUnread(
  { unread }: Pick<Conversation, 'unread'>,
  mine: Pick<ConversationMember, 'unread'> | undefined,
  mode: UnreadMode,
): boolean {
  return (mine?.unread ?? false) || (mode === 'team' && unread)
}

export function see(mine: ConversationMember, { itemSeq }: Conversation): ConversationMember {
  return mine.unread || mine.readSeq < itemSeq ? { ...mine, unread: false, readSeq: itemSeq } : mine
}

/**
 * What follows for single members. `heard`: the customer wrote, or the team is reminded, and where unread is personal
 * it is so for each member. `reminded`: it is unread for the team, and so not for anybody alone. `handed`: somebody was
 * given it by another; `taken`: it is theirs no more. `answered`: we did, and nobody needs to read it any more, or in a
 * `personal` inbox only whoever did. `left`: it is no longer where people look; `returned`: it is again, and who had it
 * unread a moment ago still has. `moved`: it is in another inbox.
 */
export type Step = {
  kind: 'heard' | 'reminded' | 'handed' | 'taken' | 'answered' | 'left' | 'returned' | 'moved'
  id: string
  inboxId: string
  memberId: string | null
  unread: boolean
  open: boolean
}

/** What follows from what `actorId`, or nobody of us, did with a conversation. Only what is open can be unread. */
export function stepsOf(
  actorId: string | null,
  before: Conversation | undefined,
  after: Conversation,
): Step[] {
  const { id, inboxId, assigneeId, unread } = after
  const open = shelfOf(after) === 'open'
  const step = (kind: Step['kind'], memberId: string | null = null): Step => ({
    ...{ kind, id, inboxId, memberId, unread, open },
  })
  const steps: Step[] = []
  const wasOpen = before === undefined || shelfOf(before) === 'open'
  const came = before !== undefined && before.inboxId !== inboxId
  if (came) steps.push(step('moved'))
  const wrote = after.inboundSeq > (before?.inboundSeq ?? 0) && open
  const reminds = unread && before !== undefined && !before.unread
  const isNews = wrote || reminds
  if (isNews || (came && unread)) steps.push(step('heard'))
  if (reminds) steps.push(step('reminded'))
  const answers = after.outboundSeq > (before?.outboundSeq ?? 0)
  if (answers) steps.push(step('answered', actorId))
  if (wasOpen && !open) steps.push(step('left'))
  if (!wasOpen && open && !answers && !isNews) steps.push(step('returned'))
  const had = before?.assigneeId ?? null
  if (had !== null && had !== assigneeId) steps.push(step('taken', had))
  const given = before !== undefined && assigneeId !== before.assigneeId && assigneeId !== null
  if (given && assigneeId !== actorId && open) steps.push(step('handed', assigneeId))
  return steps
}

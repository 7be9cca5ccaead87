import * as z from 'zod/mini'
import { type Inbox, inboxMemberId, inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { isInQueue, queuePlaceType } from '#features/inbox/queue.ts'
import { memberType } from '#features/member/member.ts'
import { tagType } from '#features/tag/tag.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { command, type Decision, look, NOTHING, type Read, type Rows, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import {
  assign,
  type Conversation,
  conversationType,
  markDone,
  markOpen,
  markRead,
  markSpam,
  markUnread,
  move,
  pin,
  snooze,
  tag,
} from './conversation.ts'
import {
  beginMember,
  type ConversationMember,
  conversationMemberId,
  conversationMemberType,
  see,
} from './conversation-member.ts'
import { listFilter, listPosition } from './list.ts'
import { movedFrom, tookFrom, withPlaced } from './placed.ts'

const MOST_AT_ONCE = 1_000

/** A conversation under a command, with what the acting member has of it. */
type Subject = { conversation: Conversation; mine: ConversationMember }
type Step<Input> = (subject: Subject, input: Input, about: About) => Result<Subject>
type About = { inbox: Inbox; rows: Rows; now: Instant }

/** ST-2, ST-4: out of the way; nobody needs to read it any more. */
export const doneCommand = change('conversation.done', {}, ({ conversation, mine }, _, { now }) =>
  ok({ conversation: markDone(conversation, now), mine: see(mine, conversation) }),
)

/** ST-1, ST-6, ST-9 */
export const openCommand = change('conversation.open', {}, ({ conversation, mine }, _, { now }) =>
  ok({ conversation: markOpen(conversation, now), mine }),
)

/** ST-8 */
export const spamCommand = change('conversation.spam', {}, ({ conversation, mine }, _, { now }) =>
  ok({ conversation: markSpam(conversation, now), mine: see(mine, conversation) }),
)

/** ST-5, ST-11: a reminder to the team, or to oneself where unread is personal. */
export const unreadCommand = change('conversation.unread', {}, ({ conversation, mine }, _, about) => {
  const { inbox, now } = about
  if (inbox.unreadMode === 'team') return ok({ conversation: markUnread(conversation, now), mine })
  if (conversation.status === 'spam') return ok({ conversation, mine })
  return ok({ conversation: markOpen(conversation, now), mine: { ...mine, unread: true } })
})

/** ST-3: it has been seen. */
export const readCommand = change('conversation.read', {}, ({ conversation, mine }, _, { now }) =>
  ok({ conversation: markRead(conversation, now), mine: see(mine, conversation) }),
)

export const snoozeCommand = change(
  'conversation.snooze',
  { until: z.iso.datetime() },
  ({ conversation, mine }, { until }, { now }) => {
    if (until <= now) return refuse('in-the-past')
    return ok({ conversation: snooze(conversation, until, now), mine: see(mine, conversation) })
  },
)

/**
 * AS-1…6: to one of the inbox's members who is available and in its queue, or to nobody. Undone, it goes back to whoever
 * had it, who need not be given anything more for that.
 */
export const assignCommand = change(
  'conversation.assign',
  { memberId: z.nullable(z.uuid()), undo: z.optional(z.literal(true)) },
  (subject, { memberId, undo }, { inbox, rows, now }) => {
    const { conversation, mine } = subject
    if (!inbox.assignmentMode) return refuse('no-assignment')
    if (memberId !== null && memberId !== conversation.assigneeId) {
      const member = rows.get(memberType, memberId)
      if (!member || !rows.get(inboxMemberType, inboxMemberId(inbox.id, memberId)))
        return refuse('not-in-inbox', { name: member?.name ?? '' })
      const theirs = undo && tookFrom(mine.placed, conversation, memberId, now)
      if (!theirs && !member.available) return refuse('not-available', { name: member.name })
      if (!theirs && !isInQueue(rows, inbox.id, memberId))
        return refuse('not-in-queue', { name: member.name })
    }
    return ok(placed(subject, assign(conversation, memberId, now), now))
  },
  {
    looks: ({ memberId }) => (memberId === null ? [] : [look(memberType, [memberId])]),
    looksThen: ({ memberId }, inboxIds) =>
      memberId === null
        ? []
        : [
            look(
              inboxMemberType,
              inboxIds.map((id) => inboxMemberId(id, memberId)),
            ),
            look(
              queuePlaceType,
              inboxIds.map((id) => inboxMemberId(id, memberId)),
            ),
          ],
  },
)

/**
 * INB-14: to another inbox that the member is in. Who has it keeps it, if they are there too. Undone, it goes back to
 * where they had it from, and to whoever had it there.
 */
export const moveCommand = change(
  'conversation.move',
  { inboxId: z.uuid(), undo: z.optional(z.literal(true)) },
  (subject, { inboxId, undo }, { inbox, rows, now }) => {
    const { conversation, mine } = subject
    if (inboxId === inbox.id) return ok(subject)
    const back = undo && movedFrom(mine.placed, conversation, inboxId, now)
    if (!back && !inbox.allowMoving) return refuse('moving-off')
    const there = rows.get(inboxType, inboxId)
    if (!there) return refuse('not-found')
    // What the team shares does not become somebody's own.
    if (!back && there.ownerId !== null) return refuse('moving-off')
    const { assigneeId } = back || conversation
    const keeps =
      assigneeId !== null && Boolean(rows.get(inboxMemberType, inboxMemberId(inboxId, assigneeId)))
    return ok(placed(subject, move({ ...conversation, assigneeId }, inboxId, keeps, now), now))
  },
  {
    looks: ({ inboxId }) => [look(inboxType, [inboxId])],
    looksThen: ({ inboxId }, _, subjects) => [
      look(
        inboxMemberType,
        subjects
          .flatMap(({ conversation, mine }) => [conversation, ...mine.placed.map(({ from }) => from)])
          .flatMap(({ assigneeId }) => (assigneeId === null ? [] : inboxMemberId(inboxId, assigneeId))),
      ),
    ],
  },
)

/** CH-9 */
export const tagCommand = change(
  'conversation.tag',
  { tagId: z.uuid(), on: z.boolean() },
  ({ conversation, mine }, { tagId, on }, { rows, now }) => {
    if (on && !rows.get(tagType, tagId)) return refuse('not-found')
    return ok({ conversation: tag(conversation, tagId, on, now), mine })
  },
  { looks: ({ tagId }) => [look(tagType, [tagId])] },
)

/** ST-13, for the team. */
export const pinCommand = change(
  'conversation.pin',
  { on: z.boolean() },
  ({ conversation, mine }, { on }, { now }) => ok({ conversation: pin(conversation, on, now), mine }),
)

/** ST-13, for oneself: `pin` is its place at the top, the least first; null takes it from there. */
export const pinMineCommand = change(
  'conversation.pin-mine',
  { pin: z.nullable(z.number()) },
  ({ conversation, mine }, input) => ok({ conversation, mine: { ...mine, pin: input.pin } }),
)

/** What can be done offline and is decided alike on both sides. */
export const conversationCommands = [
  doneCommand,
  openCommand,
  spamCommand,
  unreadCommand,
  readCommand,
  snoozeCommand,
  assignCommand,
  moveCommand,
  tagCommand,
  pinCommand,
  pinMineCommand,
]

type More<Input> = {
  /** What else it looks at. */
  looks?(input: Input): Read[]
  looksThen?(input: Input, inboxIds: string[], subjects: Subject[]): Read[]
}

/** A command on one or many conversations: all of them go from one state to the next, or none does. */
function change<Shape extends Record<string, z.ZodMiniType>>(
  name: string,
  shape: Shape,
  step: Step<z.output<z.ZodMiniObject<Shape>>>,
  more: More<z.output<z.ZodMiniObject<Shape>>> = {},
) {
  type Input = z.output<z.ZodMiniObject<Shape>> & { ids: string[] }
  const ids = z.array(z.uuid()).check(z.minLength(1), z.maxLength(MOST_AT_ONCE))
  // zod cannot say that an object of a shape and one more field is the output of both.
  const input = z.extend(z.object(shape), { ids }) as unknown as z.ZodMiniType<Input>
  return command(name, input, {
    reads: (input: Input, actor) => [
      read(conversationType, input.ids),
      read(conversationMemberType, membersOf(input.ids, actor.id)),
      ...(more.looks?.(input) ?? []),
    ],
    thenReads(rows, input: Input, actor) {
      const found = input.ids.flatMap((id) => subjectOf(rows, id, actor.id) ?? [])
      const inboxIds = [...new Set(found.map(({ conversation }) => conversation.inboxId))]
      return [look(inboxType, inboxIds), ...(more.looksThen?.(input, inboxIds, found) ?? [])]
    },
    decide(rows, input: Input, { actor, now }): Result<Decision> {
      const decision: Decision = { saved: [], events: [] }
      for (const id of new Set(input.ids)) {
        const before = subjectOf(rows, id, actor.id)
        const inbox = before && rows.get(inboxType, before.conversation.inboxId)
        if (!before || !inbox) return refuse('not-found')
        const stepped = step(before, input, { inbox, rows, now })
        if (!stepped.ok) return stepped
        keep(decision, name, before, stepped.value)
      }
      return decision.saved.length > 0 ? ok(decision) : NOTHING
    },
  })
}

/** It is elsewhere, or another's, now; whoever did that may take it back for a moment. */
function placed({ conversation: before, mine }: Subject, conversation: Conversation, now: Instant): Subject {
  if (conversation === before) return { conversation, mine }
  return { conversation, mine: { ...mine, placed: withPlaced(mine.placed, before, conversation, now) } }
}

function membersOf(ids: string[], memberId: string | null): string[] {
  return memberId === null ? [] : ids.map((id) => conversationMemberId(id, memberId))
}

// A customer and the product itself have no place of their own in the list: what they would see is kept by nobody.
const NOBODY = '00000000-0000-0000-0000-000000000000'

function subjectOf(rows: Rows, id: string, memberId: string | null): Subject | undefined {
  const conversation = rows.get(conversationType, id)
  if (!conversation) return undefined
  const who = memberId ?? NOBODY
  const known = rows.get(conversationMemberType, conversationMemberId(id, who))
  return { conversation, mine: known ?? beginMember(conversation, who) }
}

function keep(decision: Decision, type: string, before: Subject, after: Subject): void {
  const { conversation, mine } = after
  // Before any conversation: what follows from one changes what members have of it, and counts from what it finds.
  if (mine !== before.mine && mine.memberId !== NOBODY)
    decision.saved.unshift(saved(conversationMemberType, mine))
  if (conversation === before.conversation) return
  decision.saved.push(saved(conversationType, conversation))
  decision.events.push({
    type,
    inboxId: conversation.inboxId,
    conversationId: conversation.id,
    data: dataOf(before.conversation, conversation),
    // A step that took a number in the thread is shown there.
    ...(conversation.itemSeq > before.conversation.itemSeq ? { seq: conversation.itemSeq } : {}),
  })
}

const TOLD = ['assigneeId', 'inboxId', 'snoozedUntil'] as const

// From what to what, for the thread's line and for whoever reads events.
function dataOf(before: Conversation, after: Conversation): Record<string, unknown> {
  const changed = TOLD.filter((field) => before[field] !== after[field])
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]))
}

/** ST-12: for good, by whoever installed the line. `confirmed`: they have typed that they mean it. */
export const deleteInput = z.object({ id: z.uuid(), confirmed: z.literal(true) })

/** A page of a list, after the `last` row that the asker holds. */
export const listQuery = query(
  'conversation.list',
  z.object({
    filter: listFilter,
    last: z.nullable(listPosition),
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

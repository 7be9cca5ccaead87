import * as z from 'zod'
import { lineName } from '#features/line/line.v1.ts'
import type { Tag } from '#features/tag/tag.ts'
import { publicId } from '#kit/id.ts'
import { dateTime, idOf, listOf, onlyIdOf, participant } from '#v1/fields.ts'
import { maxResults, pageTokenOf } from '#v1/page.ts'
import { type Conversation, SHELVES, waitsSince } from './conversation.ts'
import { PARTS, SORTS } from './list.ts'

/** A conversation as it is found for the API: with its customer's name, and what of it is its reader's own. */
export type ConversationRow = Pick<
  Conversation,
  | 'id'
  | 'inboxId'
  | 'lineId'
  | 'participants'
  | 'status'
  | 'unread'
  | 'assigneeId'
  | 'waitingSince'
  | 'snoozedUntil'
  | 'pinnedAt'
  | 'lastActivityAt'
  | 'createdAt'
  | 'updatedAt'
> & { name: string | null; lastItemId: string | null; tags: Tag[]; pinnedForMe: boolean }

export const conversationPath = z.object({ id: idOf('CN') })
export const conversationAssign = z.object({ id: idOf('CN'), userId: onlyIdOf('US') })
export const conversationMove = z.object({ id: idOf('CN'), inboxId: onlyIdOf('IN') })
export const conversationPin = z.object({ id: idOf('CN'), for: z.enum(['team', 'me']) })
/** What cannot be taken back names also whom it is with. */
export const conversationDelete = z.object({ id: idOf('CN'), participants: listOf(participant, 10) })
export const conversationSnooze = z.object({ id: idOf('CN'), until: dateTime })
/** A tag by its id or its name. */
const tagName = z.string().min(1).max(60)
export const conversationTag = z.object({ id: idOf('CN'), tag: tagName })

/** What people noted of a customer: "Tier=gold". */
const property = z.string().transform((text, context) => {
  const [, name, value] = /^([^=]{1,60})=(.{0,200})$/su.exec(text) ?? []
  if (name !== undefined && value !== undefined) return { name, value }
  context.addIssue({ code: 'custom', message: "Expected a name, '=' and a value" })
  return z.NEVER
})

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true')

const token = { id: z.uuid(), totalItems: z.number().int().nonnegative() }

export const conversationList = z.object({
  phoneNumbers: listOf(lineName, 100).optional(),
  /** Deprecated: one of `phoneNumbers`, which goes before it. */
  phoneNumber: lineName.optional(),
  userId: onlyIdOf('US').optional(),
  createdAfter: dateTime.optional(),
  createdBefore: dateTime.optional(),
  updatedAfter: dateTime.optional(),
  updatedBefore: dateTime.optional(),
  lastActivityAfter: dateTime.optional(),
  lastActivityBefore: dateTime.optional(),
  excludeInactive: yesOrNo.default(false),
  status: z.enum(SHELVES).optional(),
  unread: yesOrNo.optional(),
  unresponded: yesOrNo.optional(),
  hasVoicemail: yesOrNo.optional(),
  assignedTo: z.union([z.literal('none'), onlyIdOf('US')], "Expected 'none' or a user's id").optional(),
  tag: tagName.optional(),
  company: z.string().min(1).max(200).optional(),
  property: property.optional(),
  pinned: yesOrNo.optional(),
  inbox: onlyIdOf('IN').optional(),
  sort: z.enum([...SORTS, 'updated']).optional(),
  maxResults,
  pageToken: pageTokenOf(
    z.union([
      // Of what the member has pinned, its place.
      z.object({ part: z.literal('mine'), at: z.number(), ...token }),
      z.object({ part: z.enum(PARTS).exclude(['mine']), at: dateTime, ...token }),
    ]),
  ).optional(),
})

export type ConversationList = z.output<typeof conversationList>

export type WireConversation = ReturnType<typeof toWireConversation>

export function toWireConversation(conversation: ConversationRow) {
  const { id, inboxId, lineId, participants, name, lastItemId, status, unread } = conversation
  const { assigneeId, snoozedUntil, tags, lastActivityAt, createdAt, updatedAt } = conversation
  return {
    id: publicId('CN', id),
    phoneNumberId: publicId('PN', lineId),
    participants,
    name,
    assignedTo: assigneeId && publicId('US', assigneeId),
    lastActivityAt,
    lastActivityId: lastItemId && publicId('AC', lastItemId),
    mutedUntil: null,
    snoozedUntil,
    createdAt,
    updatedAt,
    deletedAt: null,
    inboxId: publicId('IN', inboxId),
    status,
    unread,
    waitingSince: waitsSince(conversation),
    pinnedForTeam: conversation.pinnedAt !== null,
    pinnedForMe: conversation.pinnedForMe,
    tags: tags.map((tag) => ({ ...tag, id: publicId('TG', tag.id) })),
  }
}

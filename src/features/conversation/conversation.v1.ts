import * as z from 'zod'
import { lineName } from '#features/line/line.v1.ts'
import type { Tag } from '#features/tag/tag.ts'
import { publicId } from '#kit/id.ts'
import { dateTime, idOf, listOf, onlyIdOf } from '#v1/fields.ts'
import { maxResults, pageTokenOf } from '#v1/page.ts'
import { type Conversation, SHELVES } from './conversation.ts'

/** A conversation as it is found for the API: with its customer's name and its newest message. */
export type ConversationRow = Pick<
  Conversation,
  | 'id'
  | 'lineId'
  | 'participants'
  | 'status'
  | 'unread'
  | 'assigneeId'
  | 'snoozedUntil'
  | 'lastActivityAt'
  | 'createdAt'
  | 'updatedAt'
> & { name: string | null; lastMessageId: string | null; tags: Tag[] }

export const conversationPath = z.object({ id: idOf('CN') })
export const conversationAssign = z.object({ id: idOf('CN'), userId: onlyIdOf('US') })
export const conversationSnooze = z.object({ id: idOf('CN'), until: dateTime })
/** A tag by its id or its name. */
const tagName = z.string().min(1).max(60)
export const conversationTag = z.object({ id: idOf('CN'), tag: tagName })

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true')

export const conversationList = z.object({
  phoneNumbers: listOf(lineName, 100).optional(),
  /** Deprecated: one of `phoneNumbers`, which goes before it. */
  phoneNumber: lineName.optional(),
  userId: onlyIdOf('US').optional(),
  createdAfter: dateTime.optional(),
  createdBefore: dateTime.optional(),
  updatedAfter: dateTime.optional(),
  updatedBefore: dateTime.optional(),
  excludeInactive: yesOrNo.default(false),
  status: z.enum(SHELVES).optional(),
  unread: yesOrNo.optional(),
  unresponded: yesOrNo.optional(),
  hasVoicemail: yesOrNo.optional(),
  assignedTo: z.union([z.literal('none'), onlyIdOf('US')], "Expected 'none' or a user's id").optional(),
  tag: tagName.optional(),
  inbox: onlyIdOf('IN').optional(),
  maxResults,
  pageToken: pageTokenOf(
    z.object({ at: dateTime, id: z.uuid(), totalItems: z.number().int().nonnegative() }),
  ).optional(),
})

export type ConversationList = z.output<typeof conversationList>

export function toWireConversation(conversation: ConversationRow) {
  const { id, lineId, participants, name, lastMessageId, status, unread } = conversation
  const { assigneeId, snoozedUntil, tags, lastActivityAt, createdAt, updatedAt } = conversation
  return {
    id: publicId('CN', id),
    phoneNumberId: publicId('PN', lineId),
    participants,
    name,
    assignedTo: assigneeId && publicId('US', assigneeId),
    lastActivityAt,
    lastActivityId: lastMessageId && publicId('AC', lastMessageId),
    mutedUntil: null,
    snoozedUntil,
    createdAt,
    updatedAt,
    deletedAt: null,
    status,
    unread,
    tags: tags.map((tag) => ({ ...tag, id: publicId('TG', tag.id) })),
  }
}

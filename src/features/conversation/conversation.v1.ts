import * as z from 'zod'
import { lineName } from '#features/line/line.v1.ts'
import { publicId } from '#kit/id.ts'
import { dateTime, idOf, listOf, onlyIdOf } from '#v1/fields.ts'
import { maxResults, pageTokenOf } from '#v1/page.ts'
import type { Conversation } from './conversation.ts'

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
  | 'tagIds'
  | 'lastActivityAt'
  | 'createdAt'
  | 'updatedAt'
> & { name: string | null; lastMessageId: string | null }

export const conversationPath = z.object({ id: idOf('CN') })

export const conversationList = z.object({
  phoneNumbers: listOf(lineName, 100).optional(),
  /** Deprecated: one of `phoneNumbers`, which goes before it. */
  phoneNumber: lineName.optional(),
  userId: onlyIdOf('US').optional(),
  createdAfter: dateTime.optional(),
  createdBefore: dateTime.optional(),
  updatedAfter: dateTime.optional(),
  updatedBefore: dateTime.optional(),
  excludeInactive: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
  maxResults,
  pageToken: pageTokenOf(
    z.object({ at: dateTime, id: z.uuid(), totalItems: z.number().int().nonnegative() }),
  ).optional(),
})

export type ConversationList = z.output<typeof conversationList>

export function toWireConversation(conversation: ConversationRow) {
  const { id, lineId, participants, name, lastMessageId, status, unread } = conversation
  const { assigneeId, snoozedUntil, tagIds, lastActivityAt, createdAt, updatedAt } = conversation
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
    tags: tagIds.map((id) => publicId('TG', id)),
  }
}

import * as z from 'zod/mini'
import { noteFields } from '#features/comment/note-fields.ts'
import { preview as shortened } from '#features/conversation/conversation.ts'
import { pairId, textId } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

/** INB-12, INB-13: members among themselves, two of them or a group. Nobody else hears of it. */
export const chatType = syncedType(
  'chat',
  z.object({
    id: z.string(),
    direct: z.boolean(),
    /** What a group is called; null: after who is in it. */
    name: z.nullable(z.string()),
    memberIds: z.array(z.string()),
    itemSeq: z.number(),
    preview: z.object({ seq: z.number(), authorId: z.nullable(z.string()), text: z.string() }),
    lastActivityAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
  }),
  { audience: ({ memberIds }) => memberIds },
)

export type Chat = z.output<typeof chatType.row>

/** Who is in a chat, and how far they have read. Only they hear of that. */
export const chatMemberType = syncedType(
  'chat_member',
  z.object({
    id: z.string(),
    chatId: z.string(),
    memberId: z.string(),
    readSeq: z.number(),
    joinedAt: z.iso.datetime(),
  }),
  { audience: ({ memberId }) => memberId },
)

export type ChatMember = z.output<typeof chatMemberType.row>

const didSchema = z.object({
  type: z.enum(['created', 'renamed', 'added', 'left']),
  name: z.nullable(z.string()),
  memberIds: z.array(z.string()),
})

/** Something that was said in a chat, or `did`: what its author did with it. */
export const chatMessageType = syncedType(
  'chat_message',
  z.object({
    id: z.string(),
    chatId: z.string(),
    seq: z.number(),
    did: z.nullable(didSchema),
    ...noteFields,
  }),
  { inThread: 'chatId' },
)

export type ChatMessage = z.output<typeof chatMessageType.row>
export type Did = z.output<typeof didSchema>

export const MOST_IN_CHAT = 200

/** The one chat of two members. */
export function directChatId(one: string, other: string): string {
  return textId([one, other].sort().join())
}

export function chatMemberId(chatId: string, memberId: string): string {
  return pairId(chatId, memberId)
}

export function beginChat(about: Pick<Chat, 'id' | 'direct' | 'name' | 'memberIds'>, now: Instant): Chat {
  return {
    ...about,
    itemSeq: 0,
    preview: { seq: 0, authorId: null, text: '' },
    lastActivityAt: now,
    createdAt: now,
  }
}

/** One more item: it comes to the top, with what was said in its row. */
export function addItem(chat: Chat, said: { authorId: string; text: string }, now: Instant): Chat {
  const seq = chat.itemSeq + 1
  return { ...chat, itemSeq: seq, preview: previewOf(seq, said), lastActivityAt: now }
}

/** What its row says, when its newest words have changed. */
export function retell(chat: Chat, { seq, authorId, text, deletedAt }: ChatMessage): Chat {
  if (chat.preview.seq !== seq) return chat
  return { ...chat, preview: previewOf(seq, { authorId, text: deletedAt === null ? text : '' }) }
}

function previewOf(seq: number, { authorId, text }: { authorId: string; text: string }): Chat['preview'] {
  return { seq, authorId, text: shortened({ direction: 'out', text, media: 0, authorId }).text }
}

/** How many items somebody has not seen. */
export function unreadIn({ itemSeq }: Chat, mine: Pick<ChatMember, 'readSeq'> | undefined): number {
  return mine ? Math.max(0, itemSeq - mine.readSeq) : 0
}

import * as z from 'zod/mini'
import { type Mentioned, mentionedIn, newlyMentioned } from '#features/comment/mention.ts'
import {
  beginNote,
  edit,
  isEmoji,
  objection,
  react,
  remove,
  restore,
  type Words,
  wordsFields,
} from '#features/comment/note.ts'
import { memberType } from '#features/member/member.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { type Context, command, type Decision, look, NOTHING, type Rows, read, saved } from '#sync/command.ts'
import type { EventDraft } from '#sync/event.ts'
import { query } from '#sync/query.ts'
import {
  addItem,
  beginChat,
  type Chat,
  type ChatMessage,
  chatMemberId,
  chatMemberType,
  chatMessageType,
  chatType,
  type Did,
  directChatId,
  MOST_IN_CHAT,
  retell,
} from './chat.ts'

const chatId = z.uuid()
const messageId = z.uuid()
const name = z.nullable(z.string().check(z.minLength(1), z.maxLength(60)))
const memberIds = z.array(z.uuid()).check(z.minLength(1), z.maxLength(MOST_IN_CHAT - 1))

/** INB-12: the chat of two. It is there once somebody has opened it. */
export const openChatCommand = command('chat.open', z.object({ memberId: z.uuid() }), {
  // Held one after the other: two who open it at once make one.
  reads: ({ memberId }, { id }) => [
    read(memberType, id === null ? [memberId] : [id, memberId]),
    look(chatType, id === null ? [] : [directChatId(id, memberId)]),
  ],
  decide(rows, { memberId }, { actor, now }) {
    if (actor.id === null || actor.id === memberId) return refuse('not-found')
    const id = directChatId(actor.id, memberId)
    // What was said stays readable when one of the two has left; nothing new begins with who is gone.
    if (rows.get(chatType, id)) return NOTHING
    if (!areMembers(rows, [memberId])) return refuse('not-found')
    const chat = beginChat({ id, direct: true, name: null, memberIds: [actor.id, memberId] }, now)
    return ok({
      saved: [saved(chatType, chat), ...membersOf(chat, chat.memberIds, 0, now)],
      events: [{ type: 'chat.opened', subjectId: id }],
    })
  },
})

/** INB-13: a group of whoever is chosen, and oneself. */
export const createChatCommand = command('chat.create', z.object({ chatId, messageId, name, memberIds }), {
  reads: ({ memberIds }) => [look(memberType, memberIds)],
  decide(rows, input, { actor, now }) {
    if (actor.id === null || !areMembers(rows, input.memberIds)) return refuse('not-found')
    const everybody = [...new Set([actor.id, ...input.memberIds])]
    const begun = beginChat({ id: input.chatId, direct: false, name: input.name, memberIds: everybody }, now)
    const did: Did = { type: 'created', name: input.name, memberIds: everybody }
    const { chat, message } = told(begun, input.messageId, did, actor.id, now)
    return ok({
      saved: [
        saved(chatType, chat),
        ...membersOf(chat, [actor.id], chat.itemSeq, now),
        ...membersOf(chat, everybody.slice(1), 0, now),
        saved(chatMessageType, message, everybody),
      ],
      events: [{ type: 'chat.created', subjectId: chat.id, data: { memberIds: everybody } }],
    })
  },
})

export const renameChatCommand = command('chat.rename', z.object({ chatId, messageId, name }), {
  reads: ({ chatId }) => [read(chatType, [chatId])],
  decide(rows, input, { actor, now }) {
    const before = rows.get(chatType, input.chatId)
    if (!before || before.direct || actor.id === null) return refuse('not-found')
    if (before.name === input.name) return NOTHING
    const did: Did = { type: 'renamed', name: input.name, memberIds: [] }
    const { chat, message } = told({ ...before, name: input.name }, input.messageId, did, actor.id, now)
    return ok({
      saved: [saved(chatType, chat), saved(chatMessageType, message, chat.memberIds)],
      events: [{ type: 'chat.renamed', subjectId: chat.id }],
    })
  },
})

/** Whoever comes in sees everything that was said. */
export const addToChatCommand = command('chat.add', z.object({ chatId, messageId, memberIds }), {
  reads: ({ chatId, memberIds }) => [read(chatType, [chatId]), look(memberType, memberIds)],
  decide(rows, input, { actor, now }) {
    const before = rows.get(chatType, input.chatId)
    if (!before || before.direct || actor.id === null) return refuse('not-found')
    if (!areMembers(rows, input.memberIds)) return refuse('not-found')
    const fresh = [...new Set(input.memberIds)].filter((id) => !before.memberIds.includes(id))
    if (fresh.length === 0) return NOTHING
    const everybody = [...before.memberIds, ...fresh]
    if (everybody.length > MOST_IN_CHAT) return refuse('too-many-in-chat')
    const did: Did = { type: 'added', name: null, memberIds: fresh }
    const { chat, message } = told({ ...before, memberIds: everybody }, input.messageId, did, actor.id, now)
    return ok({
      saved: [
        saved(chatType, chat),
        ...membersOf(chat, fresh, before.itemSeq, now),
        saved(chatMessageType, message, everybody),
      ],
      events: [{ type: 'chat.added', subjectId: chat.id, data: { memberIds: fresh } }],
    })
  },
})

/** What was said until then is no longer theirs to see. */
export const leaveInput = z.object({ chatId, messageId })

export function leave(before: Chat, messageId: string, memberId: string, now: Instant) {
  const memberIds = before.memberIds.filter((id) => id !== memberId)
  const did: Did = { type: 'left', name: null, memberIds: [] }
  return told({ ...before, memberIds }, messageId, did, memberId, now)
}

export const sendChatCommand = command('chat.send', z.object({ chatId, messageId, ...wordsFields }), {
  reads: ({ chatId, mentions }, { id }) => [
    read(chatType, [chatId]),
    read(chatMemberType, id === null ? [] : [chatMemberId(chatId, id)]),
    look(memberType, mentionedIn(mentions).mentioned),
  ],
  decide(rows, { chatId, messageId, ...words }, { actor, now }) {
    const before = rows.get(chatType, chatId)
    if (!before || actor.id === null) return refuse('not-found')
    const problem = problemWith(words, before, rows)
    if (problem) return fail(problem)
    const chat = addItem(before, { authorId: actor.id, text: words.text }, now)
    const note = beginNote(words, actor.id, now)
    const message: ChatMessage = { id: messageId, chatId, seq: chat.itemSeq, did: null, ...note }
    const mine = rows.get(chatMemberType, chatMemberId(chatId, actor.id))
    return ok({
      saved: [
        saved(chatType, chat),
        saved(chatMessageType, message, chat.memberIds),
        ...(mine ? [saved(chatMemberType, { ...mine, readSeq: chat.itemSeq })] : []),
      ],
      events: [said('message', chat, messageId, mentionedIn(words.mentions))],
    })
  },
})

export const readChatCommand = command('chat.read', z.object({ chatId }), {
  reads: ({ chatId }, { id }) => [
    look(chatType, [chatId]),
    read(chatMemberType, id === null ? [] : [chatMemberId(chatId, id)]),
  ],
  decide(rows, { chatId }, { actor }) {
    const chat = rows.get(chatType, chatId)
    const mine = actor.id === null ? undefined : rows.get(chatMemberType, chatMemberId(chatId, actor.id))
    if (!chat || !mine) return refuse('not-found')
    if (mine.readSeq >= chat.itemSeq) return NOTHING
    return ok({ saved: [saved(chatMemberType, { ...mine, readSeq: chat.itemSeq })], events: [] })
  },
})

const place = { chatId, messageId }

export const editChatCommand = command('chat.edit', z.object({ ...place, ...wordsFields }), {
  reads: ({ mentions, ...subject }) => [
    ...subjectOf(subject),
    look(memberType, mentionedIn(mentions).mentioned),
  ],
  decide: (rows, { text, mentions, ...subject }, context) =>
    step(rows, subject, context, (chat, message, actorId) => {
      if (message.deletedAt !== null) return refuse('not-found')
      if (message.authorId !== actorId) return refuse('not-author')
      const problem = problemWith({ text, mentions }, chat, rows)
      if (problem) return fail(problem)
      const after = edit(message, { text, mentions }, context.now)
      if (!after) return refuse('too-many-edits')
      return ok({ after, type: 'edited', named: newlyMentioned(message.mentions, mentions) })
    }),
})

export const deleteChatCommand = command('chat.delete', z.object(place), {
  reads: subjectOf,
  decide: (rows, subject, context) =>
    step(rows, subject, context, (_, message, actorId) =>
      message.authorId === actorId
        ? ok({ after: remove(message, actorId, context.now), type: 'deleted' })
        : refuse('not-author'),
    ),
})

export const restoreChatCommand = command('chat.restore', z.object(place), {
  reads: subjectOf,
  decide: (rows, subject, context) =>
    step(rows, subject, context, (_, message, actorId) =>
      message.authorId === actorId
        ? ok({ after: restore(message, context.now), type: 'restored' })
        : refuse('not-author'),
    ),
})

export const reactInChatCommand = command(
  'chat.react',
  z.object({ ...place, emoji: z.string().check(z.refine(isEmoji)), on: z.boolean() }),
  {
    reads: subjectOf,
    decide: (rows, { emoji, on, ...subject }, context) =>
      step(rows, subject, context, (_, message, actorId) => {
        if (message.deletedAt !== null) return refuse('not-found')
        const after = react(message, { emoji, on }, actorId, context.now)
        return after ? ok({ after, type: 'reacted' }) : refuse('too-many-reactions')
      }),
  },
)

/** What can be done offline and is decided alike on both sides. */
export const chatCommands = [
  openChatCommand,
  createChatCommand,
  renameChatCommand,
  addToChatCommand,
  sendChatCommand,
  readChatCommand,
  editChatCommand,
  deleteChatCommand,
  restoreChatCommand,
  reactInChatCommand,
]

/** What was said in one's chats, newest first. */
export const chatSearchQuery = query(
  'chat.search',
  z.object({ words: z.string().check(z.minLength(1), z.maxLength(200)) }),
)

/** Something that was said and found. */
export const CHAT_HITS = 'chat_hit'
export type ChatHit = Pick<ChatMessage, 'id' | 'chatId' | 'seq' | 'authorId' | 'text' | 'createdAt'>

type Subject = { chatId: string; messageId: string }

function subjectOf({ chatId, messageId }: Subject) {
  return [read(chatType, [chatId]), read(chatMessageType, [messageId])]
}

type Stepped = { after: ChatMessage; type: string; named?: Mentioned }

/** One message from one state to the next, and with it what the chat's row says. */
function step(
  rows: Rows,
  { chatId, messageId }: Subject,
  { actor }: Context,
  next: (chat: Chat, message: ChatMessage, actorId: string) => Result<Stepped>,
): Result<Decision> {
  const chat = rows.get(chatType, chatId)
  const message = rows.get(chatMessageType, messageId)
  if (!chat || actor.id === null || message?.chatId !== chatId || message.did !== null)
    return refuse('not-found')
  const stepped = next(chat, message, actor.id)
  if (!stepped.ok) return stepped
  const { after, type, named = { mentioned: [], team: false } } = stepped.value
  if (after === message) return NOTHING
  const retold = retell(chat, after)
  return ok({
    saved: [
      ...(retold === chat ? [] : [saved(chatType, retold)]),
      saved(chatMessageType, after, chat.memberIds),
    ],
    events: [said(type, chat, messageId, named)],
  })
}

function problemWith(words: Words, { memberIds }: Chat, rows: Rows): Problem | undefined {
  const code = objection(words)
  if (code) return { code }
  const outside = mentionedIn(words.mentions).mentioned.find((id) => !memberIds.includes(id))
  if (outside === undefined) return undefined
  return { code: 'cannot-mention', params: { name: rows.get(memberType, outside)?.name ?? '' } }
}

function areMembers(rows: Rows, ids: string[]): boolean {
  return ids.every((id) => rows.get(memberType, id)?.removedAt === null)
}

function membersOf(chat: Chat, memberIds: string[], readSeq: number, now: Instant) {
  return memberIds.map((memberId) => {
    const place = { id: chatMemberId(chat.id, memberId), chatId: chat.id, memberId }
    return saved(chatMemberType, { ...place, readSeq, joinedAt: now })
  })
}

/** A line about what somebody did with the chat. */
function told(
  before: Chat,
  messageId: string,
  did: Did,
  authorId: string,
  now: Instant,
): { chat: Chat; message: ChatMessage } {
  const chat = { ...addItem(before, { authorId, text: '' }, now), preview: before.preview }
  const note = beginNote({ text: '', mentions: [] }, authorId, now)
  return { chat, message: { id: messageId, chatId: chat.id, seq: chat.itemSeq, did, ...note } }
}

// Without its text: whoever notifies reads that themselves, for those who are in the chat.
function said(type: string, chat: Chat, messageId: string, named: Mentioned): EventDraft {
  return { type: `chat.${type}`, subjectId: messageId, data: { chatId: chat.id, messageId, ...named } }
}

import * as z from 'zod/mini'
import { audienceOf, conversationType, withItsNumber } from '#features/conversation/conversation.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { isLetGo, lineType } from '#features/line/line.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, read, saved } from '#sync/command.ts'
import { canRetry, retry } from './delivery.ts'
import { compose, isStorable, LONGEST_TEXT, messageType } from './message.ts'

const text = z.string().check(z.maxLength(LONGEST_TEXT), z.refine(isStorable))

export const sendCommand = command(
  'message.send',
  z.object({
    /** Made by the sender, so that the message on the screen and the one in the database are one. */
    messageId: z.uuid(),
    conversationId: z.uuid(),
    text,
    thenDone: z._default(z.boolean(), false),
  }),
  {
    reads: ({ conversationId }) => [read(conversationType, [conversationId])],
    thenReads(rows, { conversationId }) {
      const before = rows.get(conversationType, conversationId)
      return before ? [look(inboxType, [before.inboxId]), look(lineType, [before.lineId])] : []
    },
    decide(rows, { conversationId, ...draft }, context) {
      const before = rows.get(conversationType, conversationId)
      if (!before) return refuse('not-found')
      if (draft.text.trim() === '') return refuse('empty-message')
      const line = rows.get(lineType, before.lineId)
      if (isLetGo(line)) return refuse('line-disconnected')
      const ownerId = rows.get(inboxType, before.inboxId)?.ownerId ?? null
      const placed = line ? withItsNumber(before, line.inboxId, ownerId) : before
      const { conversation, message, event } = compose(placed, draft, context)
      return ok({
        saved: [saved(conversationType, conversation), saved(messageType, message, [conversation.inboxId])],
        events: [event],
      })
    },
  },
)

/** Begins a conversation with a number by a first text to it, or goes on with the one that is there. */
export const startInput = z.object({
  messageId: z.uuid(),
  lineId: z.uuid(),
  to: z.string().check(z.maxLength(64)),
  text,
  thenDone: z._default(z.boolean(), false),
})

export const retryCommand = command(
  'message.retry',
  z.object({ messageId: z.uuid(), conversationId: z.uuid() }),
  {
    reads: ({ messageId, conversationId }) => [
      read(conversationType, [conversationId]),
      read(messageType, [messageId]),
    ],
    thenReads(rows, { conversationId }) {
      const before = rows.get(conversationType, conversationId)
      return before ? [look(lineType, [before.lineId])] : []
    },
    decide(rows, { messageId, conversationId }, { now }) {
      const conversation = rows.get(conversationType, conversationId)
      const message = rows.get(messageType, messageId)
      if (!conversation || message?.conversationId !== conversationId) return refuse('not-found')
      if (!canRetry(message)) return refuse('not-failed')
      if (isLetGo(rows.get(lineType, conversation.lineId))) return refuse('line-disconnected')
      return ok({
        saved: [saved(messageType, retry(message, now), [audienceOf(conversation, message.seq)])],
        events: [
          { type: 'message.retried', inboxId: conversation.inboxId, conversationId, subjectId: messageId },
        ],
      })
    },
  },
)

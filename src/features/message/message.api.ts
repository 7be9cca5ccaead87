import * as z from 'zod/mini'
import { conversationType, send } from '#features/conversation/conversation.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, read, saved } from '#sync/command.ts'
import { canRetry, retry } from './delivery.ts'
import { type Message, messageType, previewOf } from './message.ts'

export const LONGEST_TEXT = 1_600

export const sendCommand = command(
  'message.send',
  z.object({
    /** Made by the sender, so that the message on the screen and the one in the database are one. */
    messageId: z.uuid(),
    conversationId: z.uuid(),
    text: z.string().check(z.maxLength(LONGEST_TEXT)),
    thenDone: z._default(z.boolean(), false),
  }),
  {
    reads: ({ conversationId }) => [read(conversationType, [conversationId])],
    decide(rows, { messageId, conversationId, text, thenDone }, { actor, now }) {
      const conversation = rows.get(conversationType, conversationId)
      if (!conversation) return refuse('not-found')
      if (text.trim() === '') return refuse('empty-message')
      const said = { direction: 'out', text, media: [], authorId: actor.id } as const
      const after = send(conversation, previewOf({ ...said, media: [] }), now, thenDone)
      const message: Message = {
        ...said,
        media: [],
        id: messageId,
        conversationId,
        lineId: after.lineId,
        seq: after.itemSeq,
        status: 'queued',
        failureCode: null,
        via: actor.type === 'api' ? 'api' : 'app',
        createdAt: now,
        updatedAt: now,
      }
      return ok({
        saved: [saved(conversationType, after), saved(messageType, message, [after.inboxId])],
        events: [{ type: 'message.sent', inboxId: after.inboxId, conversationId, subjectId: messageId }],
      })
    },
  },
)

export const retryCommand = command(
  'message.retry',
  z.object({ messageId: z.uuid(), conversationId: z.uuid() }),
  {
    reads: ({ messageId, conversationId }) => [
      read(conversationType, [conversationId]),
      read(messageType, [messageId]),
    ],
    decide(rows, { messageId, conversationId }, { now }) {
      const conversation = rows.get(conversationType, conversationId)
      const message = rows.get(messageType, messageId)
      if (!conversation || message?.conversationId !== conversationId) return refuse('not-found')
      if (!canRetry(message)) return refuse('not-failed')
      return ok({
        saved: [saved(messageType, retry(message, now), [conversation.inboxId])],
        events: [
          { type: 'message.retried', inboxId: conversation.inboxId, conversationId, subjectId: messageId },
        ],
      })
    },
  },
)

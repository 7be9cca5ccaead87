import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** What people may be told of: a text in a conversation of theirs, of somebody else's or of nobody's, and so on. */
export const KINDS = [
  'mine',
  'unassigned',
  'others',
  'assigned',
  'mention',
  'missed',
  'voicemail',
  'failed',
  'chat',
] as const

export type Kind = (typeof KINDS)[number]

/** What one chooses media for: these, and a call while it rings, which is over before anybody reads of it. */
export const CLASSES = ['call', ...KINDS] as const

export type Class = (typeof CLASSES)[number]

/** How: in the list behind the bell, by the computer's own notifications, on any subscribed device, by mail. */
export const MEDIA = ['app', 'desktop', 'push', 'email'] as const

export type Medium = (typeof MEDIA)[number]

/** The kinds of which one stands for all that come into the same conversation until it is read. */
export const MERGING: readonly Kind[] = ['mine', 'unassigned', 'others']

export const TONES = ['chime', 'drop', 'knock', 'bell', 'pulse', 'none'] as const

export type Tone = (typeof TONES)[number]

/** One thing that one member was told of. What it says was put together for them, when they could see it. */
export const notificationType = syncedType(
  'notification',
  z.object({
    id: z.string(),
    memberId: z.string(),
    kind: z.enum([...KINDS, 'test']),
    inboxId: z.nullable(z.string()),
    conversationId: z.nullable(z.string()),
    /** The chat that it was said in, where it is about no conversation. */
    chatId: z.nullable(z.string()),
    /** Which item of the conversation it is about, and its number there. */
    subjectId: z.nullable(z.string()),
    seq: z.nullable(z.number()),
    /** The member who did it; null for a customer. */
    actorId: z.nullable(z.string()),
    /** Whom the conversation is with. */
    title: z.string(),
    /** The first words of what was said, and how many files came with it. */
    text: z.string(),
    files: z.number(),
    /** How many of its kind it stands for, of which it says the newest. */
    times: z.number(),
    media: z.array(z.enum(MEDIA)),
    /** What is to be heard; null for nothing. */
    tone: z.nullable(z.enum(TONES)),
    at: z.iso.datetime(),
    readAt: z.nullable(z.iso.datetime()),
  }),
  { audience: ({ memberId }) => memberId },
)

export type Notification = z.output<typeof notificationType.row>

/** A conversation that a member does not want to hear of any more, at all or by mail. Its id is the pair's. */
export const muteType = syncedType(
  'notification_mute',
  z.object({
    id: z.string(),
    memberId: z.string(),
    conversationId: z.string(),
    /** `none`: they do again. */
    scope: z.enum(['all', 'email', 'none']),
    at: z.iso.datetime(),
  }),
  { audience: ({ memberId }) => memberId },
)

export type Mute = z.output<typeof muteType.row>

import * as z from 'zod/mini'
import { isTimeZone } from '#kit/time-zone.ts'
import { syncedType } from '#sync/synced.ts'
import {
  CLASSES,
  type Class,
  KINDS,
  type Kind,
  MEDIA,
  type Medium,
  TONES,
  type Tone,
} from './notification.ts'

const A_DAY_MINUTES = 24 * 60
const MOST_WINDOWS = 7
const LANGUAGES = ['en', 'es', 'fr'] as const

const minutes = z.int().check(z.minimum(0), z.maximum(A_DAY_MINUTES - 1))

/** On each of these days (1 is Monday) from a minute of the day to another, on the next day when that is not later. */
export const quietWindow = z.object({
  days: z.array(z.int().check(z.minimum(1), z.maximum(7))).check(z.minLength(1), z.maxLength(7)),
  from: minutes,
  to: minutes,
})

export type QuietWindow = z.output<typeof quietWindow>

export const media = z.array(z.enum(MEDIA)).check(z.maxLength(MEDIA.length))
export const chosenMedia = z.partialRecord(z.enum(CLASSES), media)
export const chosenTones = z.partialRecord(z.enum(KINDS), z.enum(TONES))
export const timeZone = z.string().check(z.maxLength(64), z.refine(isTimeZone))
export const quietWindows = z.array(quietWindow).check(z.maxLength(MOST_WINDOWS))
export const language = z.enum(LANGUAGES)
export const volume = z.number().check(z.minimum(0), z.maximum(1))

/** Of what a member wants to be told, and how. Its id is the member's; only what they have chosen is in it. */
export const notificationSettingType = syncedType(
  'notification_setting',
  z.object({
    id: z.string(),
    kinds: chosenMedia,
    /** By inbox, where it differs from all others. */
    inboxes: z.record(z.string(), chosenMedia),
    tones: chosenTones,
    inboxTones: z.record(z.string(), z.enum(TONES)),
    volume,
    quiet: quietWindows,
    /** Where it is as late as the quiet windows say, and the language of mails and pushed words. */
    timeZone: z.string(),
    language,
    pausedUntil: z.nullable(z.iso.datetime()),
    /** Also of a conversation that they have before their eyes. */
    whileLooking: z.boolean(),
    updatedAt: z.iso.datetime(),
  }),
  { audience: ({ id }) => id },
)

export type NotificationSetting = z.output<typeof notificationSettingType.row>

/** As it is for who has chosen nothing. */
export function ordinary(memberId: string): NotificationSetting {
  return {
    id: memberId,
    kinds: {},
    inboxes: {},
    tones: {},
    inboxTones: {},
    volume: 0.6,
    quiet: [],
    timeZone: 'UTC',
    language: 'en',
    pausedUntil: null,
    whileLooking: false,
    updatedAt: new Date(0).toISOString(),
  }
}

export const ORDINARY_MEDIA: Record<Class, readonly Medium[]> = {
  call: ['desktop', 'push'],
  mine: ['app', 'desktop', 'push'],
  unassigned: ['desktop', 'push'],
  others: [],
  assigned: ['app', 'desktop', 'push'],
  mention: ['app', 'desktop', 'push', 'email'],
  missed: ['app', 'desktop', 'push'],
  voicemail: ['app', 'desktop', 'push', 'email'],
  failed: ['app', 'desktop', 'push'],
  chat: ['app', 'desktop', 'push'],
}

export const ORDINARY_TONES: Record<Kind, Tone> = {
  mine: 'chime',
  unassigned: 'chime',
  others: 'drop',
  assigned: 'knock',
  mention: 'bell',
  missed: 'pulse',
  voicemail: 'pulse',
  failed: 'knock',
  chat: 'drop',
}

type Choices = Pick<NotificationSetting, 'kinds' | 'inboxes'>

export function mediaFor(
  { kinds, inboxes }: Choices,
  kind: Class,
  inboxId: string | null,
): readonly Medium[] {
  const here = inboxId === null ? undefined : inboxes[inboxId]?.[kind]
  return here ?? kinds[kind] ?? ORDINARY_MEDIA[kind]
}

export function toneFor(
  { tones, inboxTones }: Pick<NotificationSetting, 'tones' | 'inboxTones'>,
  kind: Kind,
  inboxId: string | null,
): Tone {
  const here = inboxId === null ? undefined : inboxTones[inboxId]
  return here ?? tones[kind] ?? ORDINARY_TONES[kind]
}

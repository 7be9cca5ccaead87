import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'
import { RECORDING_POLICIES } from './call.ts'

export const GREETING_LANGUAGES = ['en', 'es', 'fr'] as const

/** The times of one day, as its clocks show them: from `09:00` to `17:30`. */
const spanSchema = z.object({ from: z.string(), to: z.string() })

export const hoursSchema = z.object({
  /** As `Intl` knows it: `Europe/Madrid`. */
  timeZone: z.string(),
  /** From Sunday on; a day without times is closed. */
  days: z.array(z.array(spanSchema)),
})

/** How calls are answered in an inbox. Its id is the inbox's; an inbox without one goes by `usualCalling`. */
export const callingType = syncedType(
  'inbox_calling',
  z.object({
    id: z.string(),
    /** All members at once, or one after the other in `ringOrder`; who is not named there comes last. */
    ringTogether: z.boolean(),
    ringSeconds: z.number(),
    ringOrder: z.array(z.string()),
    /** When somebody answers; null: always. */
    hours: z.nullable(hoursSchema),
    greetingLanguage: z.enum(GREETING_LANGUAGES),
    /** A greeting of one's own; without it the built-in one in that language. */
    greetingSha256: z.nullable(z.string()),
    /** What a caller whom nobody answered is sent. */
    missedText: z.nullable(z.string()),
    recording: z.enum(RECORDING_POLICIES),
    /** For how long recordings and messages are kept; null: always. */
    keepDays: z.nullable(z.number()),
    transcribe: z.boolean(),
  }),
  { audience: ({ id }) => id },
)

export type Calling = z.output<typeof callingType.row>
export type Hours = z.output<typeof hoursSchema>

export function usualCalling(inboxId: string): Calling {
  return {
    id: inboxId,
    ringTogether: true,
    ringSeconds: 25,
    ringOrder: [],
    hours: null,
    greetingLanguage: 'en',
    greetingSha256: null,
    missedText: null,
    recording: 'off',
    keepDays: null,
    transcribe: false,
  }
}

/** Whether somebody answers at this time. A span that ends before it begins goes on into the next day. */
export function isOpen(hours: Hours | null, now: Instant): boolean {
  if (!hours) return true
  const { day, time } = clock(hours.timeZone, now)
  const today = hours.days[day] ?? []
  const yesterday = hours.days[(day + 6) % 7] ?? []
  return (
    today.some(({ from, to }) => time >= from && (time < to || to <= from)) ||
    yesterday.some(({ from, to }) => to <= from && time < to)
  )
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function clock(timeZone: string, now: Instant): { day: number; time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(now))
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return { day: DAYS.indexOf(part('weekday')), time: `${part('hour')}:${part('minute')}` }
}

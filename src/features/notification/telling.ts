import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { Class, Kind, Medium, Mute, Tone } from './notification.ts'
import { hushedUntil } from './quiet.ts'
import { mediaFor, type NotificationSetting, toneFor } from './settings.ts'

/** Something that happened, as much of it as decides who is told. */
export type News = {
  what: 'message' | Exclude<Kind, 'mine' | 'others' | 'unassigned'>
  inboxId: string | null
  /** Who has the conversation, where conversations have somebody. */
  assigneeId: string | null
  /** Only these members; null for everybody who sees it. */
  concerns: readonly string[] | null
  /** The member who did it: nobody is told of what they have done themselves. */
  byId: string | null
  spam: boolean
  at: Instant
}

/** How far a conversation is muted. */
export type Muted = Exclude<Mute['scope'], 'none'>

/** A member who sees it now, and how they want to be told. */
export type Listener = {
  memberId: string
  setting: NotificationSetting
  /** Takes new work of the inbox; who has stepped out hears of what is theirs, and of being asked for. */
  inQueue: boolean
  /** Has it before their eyes. */
  looking: boolean
  muted: Muted | null
}

/** `read`: there is nothing left to see. `emailAt`: when a mail may go; null for none. */
export type Telling = {
  memberId: string
  kind: Kind
  media: Medium[]
  tone: Tone | null
  read: boolean
  emailAt: Instant | null
}

/** After so long it is history, as when it was brought in from elsewhere. */
export const STALE_MS = 3 * 24 * 60 * 60_000
/** Mails gather what happens in one conversation for this long; a mention does not wait. */
export const GATHER_MS = 5 * 60_000

/** Who is told of it, on which media. `listeners`: everybody who sees it now, and nobody else. */
export function tellings(news: News, listeners: readonly Listener[], now: Instant): Telling[] {
  if (news.spam || milliseconds(now) - milliseconds(news.at) > STALE_MS) return []
  return listeners.flatMap((listener) => (concerns(news, listener) ? tellingOf(news, listener, now) : []))
}

function concerns({ concerns, byId, what, assigneeId }: News, { memberId, inQueue }: Listener): boolean {
  const newWork = concerns === null && what !== 'mention' && assigneeId !== memberId
  if (memberId === byId || (newWork && !inQueue)) return false
  return concerns === null || concerns.includes(memberId)
}

function tellingOf(news: News, { memberId, setting, looking, muted }: Listener, now: Instant): Telling[] {
  const kind = kindOf(news, memberId)
  const seen = looking && !setting.whileLooking
  const hushed = hushedUntil(setting, now)
  const wanted = wantedMedia(setting, kind, news.inboxId, muted)
  const media = wanted.filter((medium) => mayTell(medium, seen, hushed !== null))
  if (media.length === 0) return []
  const heard = hushed === null && !seen && media.some((medium) => medium === 'app' || medium === 'desktop')
  const tone = heard ? toneFor(setting, kind, news.inboxId) : 'none'
  return [
    {
      ...{ memberId, kind, media, read: seen },
      tone: tone === 'none' ? null : tone,
      emailAt: media.includes('email') ? mailTime(kind, hushed, now) : null,
    },
  ]
}

function kindOf({ what, assigneeId }: News, memberId: string): Kind {
  if (what !== 'message') return what
  if (assigneeId === null) return 'unassigned'
  return assigneeId === memberId ? 'mine' : 'others'
}

/** On which media somebody wants to be told of it at all, whatever the hour. */
export function wantedMedia(
  setting: NotificationSetting,
  kind: Class,
  inboxId: string | null,
  muted: Muted | null,
): Medium[] {
  // Muting a conversation is about what goes on in it, not about being asked for by name.
  if (muted === 'all' && kind !== 'mention' && kind !== 'assigned') return []
  return mediaFor(setting, kind, inboxId).filter((medium) => muted !== 'email' || medium !== 'email')
}

function mayTell(medium: Medium, seen: boolean, hushed: boolean): boolean {
  if (seen) return medium === 'app'
  return !hushed || medium === 'app' || medium === 'email'
}

// What was held back in quiet hours comes when they are over.
function mailTime(kind: Kind, hushed: Instant | null, now: Instant): Instant {
  if (hushed !== null) return hushed
  return kind === 'mention' ? now : instant(milliseconds(now) + GATHER_MS)
}

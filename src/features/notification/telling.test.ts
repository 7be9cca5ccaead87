import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, milliseconds } from '#kit/time.ts'
import { KINDS, type Kind, MEDIA, type Medium } from './notification.ts'
import { hushedUntil } from './quiet.ts'
import { type NotificationSetting, ORDINARY_MEDIA, ordinary } from './settings.ts'
import { GATHER_MS, type Listener, type News, STALE_MS, tellings } from './telling.ts'

const NOW = '2026-11-23T10:00:00.000Z'
const [SUPPORT, SALES] = ['support', 'sales']
const [ADA, BEN] = ['ada', 'ben']

describe('NO-1…4, NO-7: who is told of what', () => {
  const table: [string, Partial<News>, Kind | null][] = [
    ['a text in a conversation of mine', { assigneeId: BEN }, 'mine'],
    ['a text in one of somebody else’s', { assigneeId: ADA }, 'others'],
    ['a text in one of nobody’s', {}, 'unassigned'],
    ['a text in spam', { spam: true }, null],
    ['what I did myself', { byId: BEN }, null],
    ['a conversation given to me', { what: 'assigned', concerns: [BEN] }, 'assigned'],
    ['a conversation given to somebody else', { what: 'assigned', concerns: [ADA] }, null],
    ['a comment that mentions me', { what: 'mention', concerns: [BEN], byId: ADA }, 'mention'],
    ['a comment of mine that mentions me', { what: 'mention', concerns: [BEN], byId: BEN }, null],
    ['a missed call', { what: 'missed' }, 'missed'],
    ['a voicemail in a conversation of somebody else’s', { what: 'voicemail', assigneeId: ADA }, 'voicemail'],
    ['a text of mine that failed', { what: 'failed', concerns: [BEN] }, 'failed'],
    ['a team chat', { what: 'chat', inboxId: null, concerns: [BEN], byId: ADA }, 'chat'],
    ['something of last week', { at: '2026-11-16T10:00:00.000Z' }, null],
  ]
  test.each(table)('%s', (_, about, kind) => {
    const setting = everything()
    const told = tellings(news(about), [{ ...listener(BEN), setting }], NOW)
    expect(told.map((telling) => telling.kind)).toEqual(kind === null ? [] : [kind])
  })
})

describe('NO-5: the matrix', () => {
  test('each kind is told on the media that are chosen for it, and on no other', () => {
    fc.assert(
      fc.property(anyKind, anyMedia, anyMedia, fc.boolean(), (kind, general, here, differs) => {
        const setting = {
          ...ordinary(BEN),
          kinds: { [kind]: general },
          inboxes: differs ? { [SUPPORT]: { [kind]: here } } : {},
        }
        const wanted = differs ? here : general
        expect(mediaOf(tellings(newsOf(kind), [{ ...listener(BEN), setting }], NOW))).toEqual(wanted)
        const elsewhere = tellings({ ...newsOf(kind), inboxId: SALES }, [{ ...listener(BEN), setting }], NOW)
        expect(mediaOf(elsewhere)).toEqual(general)
      }),
    )
  })

  test('who has chosen nothing is told as it comes', () => {
    for (const kind of KINDS)
      expect(mediaOf(tellings(newsOf(kind), [listener(BEN)], NOW))).toEqual(ORDINARY_MEDIA[kind])
  })

  test('a tone is that of the inbox, or of the kind, or none at all', () => {
    const setting = { ...everything(), tones: { mine: 'bell' } as const }
    expect(toneOf(setting)).toBe('bell')
    expect(toneOf({ ...setting, inboxTones: { [SUPPORT]: 'drop' } })).toBe('drop')
    expect(toneOf({ ...setting, inboxTones: { [SUPPORT]: 'none' } })).toBeNull()
    expect(toneOf({ ...setting, kinds: { mine: ['push', 'email'] } })).toBeNull()
  })
})

describe('AS-6: who has stepped out of the queue', () => {
  test('hears of their own conversations and of being asked for, and of no new work', () => {
    const out = { ...listener(BEN), setting: everything(), inQueue: false }
    for (const kind of KINDS.filter((one) => one !== 'chat' && one !== 'failed' && one !== 'assigned')) {
      const heard = tellings(newsOf(kind), [out], NOW).length
      expect([kind, heard]).toEqual([kind, kind === 'mine' || kind === 'mention' ? 1 : 0])
    }
  })
})

describe('NO: not now', () => {
  test('what one looks at is noted as read, and nothing else is done', () => {
    fc.assert(
      fc.property(anyKind, anySetting, (kind, setting) => {
        const looking = { ...listener(BEN), looking: true, setting: { ...setting, whileLooking: false } }
        for (const told of tellings(newsOf(kind), [looking], NOW))
          expect(told).toMatchObject({ media: ['app'], tone: null, read: true, emailAt: null })
        const awake = { ...setting, quiet: [], pausedUntil: null, whileLooking: true }
        expect(tellings(newsOf(kind), [{ ...looking, setting: awake }], NOW)).toEqual(
          tellings(newsOf(kind), [{ ...looking, looking: false, setting: awake }], NOW),
        )
      }),
    )
  })

  test('in quiet hours and in a pause nothing rings, and mails wait until they are over', () => {
    fc.assert(
      fc.property(anyKind, anySetting, anyTime, (kind, setting, now) => {
        const hushed = hushedUntil(setting, now)
        for (const told of tellings({ ...newsOf(kind), at: now }, [{ ...listener(BEN), setting }], now)) {
          if (hushed === null) continue
          expect(told.media).not.toContain('desktop')
          expect(told.media).not.toContain('push')
          expect(told.tone).toBeNull()
          if (told.emailAt !== null) expect(told.emailAt).toBe(hushed)
        }
      }),
    )
  })

  test('a muted conversation is heard of only by name; one whose mails are muted still rings', () => {
    const setting = everything()
    for (const kind of KINDS) {
      const muted = tellings(newsOf(kind), [{ ...listener(BEN), setting, muted: 'all' }], NOW)
      expect(muted.length).toBe(kind === 'mention' || kind === 'assigned' ? 1 : 0)
      const unmailed = tellings(newsOf(kind), [{ ...listener(BEN), setting, muted: 'email' }], NOW)
      expect(mediaOf(unmailed)).toEqual(['app', 'desktop', 'push'])
    }
  })

  test('mails gather for a while; a mention goes at once', () => {
    const mailed = (kind: Kind) =>
      tellings(newsOf(kind), [{ ...listener(BEN), setting: everything() }], NOW)[0]?.emailAt
    expect(mailed('mention')).toBe(NOW)
    for (const kind of KINDS.filter((kind) => kind !== 'mention'))
      expect(mailed(kind)).toBe(instant(milliseconds(NOW) + GATHER_MS))
  })
})

test('NO: whoever is told sees it, has not done it, and is told once', () => {
  const anyNews = fc.record({
    what: fc.constantFrom('message' as const, 'mention' as const, 'failed' as const, 'chat' as const),
    inboxId: fc.constantFrom(SUPPORT, SALES, null),
    assigneeId: fc.constantFrom(ADA, BEN, null),
    concerns: fc.constantFrom(null, [ADA], [ADA, BEN], ['cleo']),
    byId: fc.constantFrom(ADA, BEN, null),
    spam: fc.boolean(),
    at: anyTime,
  })
  const anyListeners = fc.subarray([ADA, BEN, 'dan'])
  fc.assert(
    fc.property(anyNews, anyListeners, anySetting, anyTime, (about, members, setting, now) => {
      const told = tellings(
        about,
        members.map((id) => ({ ...listener(id), setting })),
        now,
      )
      const ids = told.map(({ memberId }) => memberId)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { memberId, media } of told) {
        expect(members).toContain(memberId)
        expect(memberId).not.toBe(about.byId)
        expect(about.concerns ?? members).toContain(memberId)
        expect(media.length).toBeGreaterThan(0)
      }
      if (about.spam || milliseconds(now) - milliseconds(about.at) > STALE_MS) expect(told).toEqual([])
    }),
  )
})

const anyKind = fc.constantFrom(...KINDS)
const anyMedia = fc.subarray([...MEDIA])
const anyTime = fc
  .integer({ min: 0, max: 400 * 24 * 60 })
  .map((minute) => instant(Date.UTC(2026, 0, 1) + 60_000 * minute))
const anyMinute = fc.integer({ min: 0, max: 1439 })
const anySetting: fc.Arbitrary<NotificationSetting> = fc
  .record({
    kinds: fc.constantFrom({}, everything().kinds),
    quiet: fc.array(
      fc.record({
        days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        from: anyMinute,
        to: anyMinute,
      }),
      { maxLength: 3 },
    ),
    timeZone: fc.constantFrom('UTC', 'America/Los_Angeles', 'Europe/Madrid', 'Asia/Kolkata'),
    pausedUntil: fc.constantFrom(null, '2026-11-23T11:00:00.000Z', '2026-01-01T00:00:00.000Z'),
    whileLooking: fc.boolean(),
  })
  .map((some) => ({ ...ordinary(BEN), ...some }))

function everything(): NotificationSetting {
  return { ...ordinary(BEN), kinds: Object.fromEntries(KINDS.map((kind) => [kind, [...MEDIA]])) }
}

function listener(memberId: string): Listener {
  return { memberId, setting: ordinary(memberId), inQueue: true, looking: false, muted: null }
}

function news(about: Partial<News> = {}): News {
  const message = { what: 'message', inboxId: SUPPORT, assigneeId: null, concerns: null, byId: null } as const
  return { ...message, spam: false, at: NOW, ...about }
}

function newsOf(kind: Kind): News {
  if (kind === 'mine') return news({ assigneeId: BEN })
  if (kind === 'others') return news({ assigneeId: ADA })
  return kind === 'unassigned' ? news() : news({ what: kind })
}

function mediaOf(told: { media: Medium[] }[]): Medium[] {
  return told.flatMap(({ media }) => media)
}

function toneOf(setting: NotificationSetting) {
  return tellings(newsOf('mine'), [{ ...listener(BEN), setting }], NOW)[0]?.tone
}

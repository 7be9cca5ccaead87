import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Result } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import { audioOf } from './audio.ts'
import { offer, place, type RingPlan } from './begin.ts'
import { type Call, customerOf, dueAt, legOf, ringsFor, secondsOf } from './call.ts'
import { isPending, type Leg } from './leg.ts'
import { finish, takeMessage } from './settle.ts'
import {
  answer,
  ask,
  carryOn,
  decline,
  ended,
  handOver,
  hangUp,
  heard,
  hold,
  lost,
  messageTaken,
  pickedUp,
  record,
  remove,
  returning,
  tick,
} from './steps.ts'

const NOW = '2026-11-23T09:41:00.000Z'
const DORA = 'leg-dora'
const PHONE = 'device-of-ada'

describe('a customer calls', () => {
  test('CA-2: everybody rings, the first answer has the call, and the others stop', () => {
    const rings = inbound(['ada', 'ben', 'cleo'])
    expect(['ada', 'ben', 'cleo'].map((who) => ringsFor(rings, who))).toEqual([true, true, true])
    const taken = done(answer(rings, 'ben', PHONE, NOW))
    expect(taken).toMatchObject({ state: 'connected', answeredBy: 'ben' })
    expect(['ada', 'cleo'].map((who) => ringsFor(taken, who))).toEqual([false, false])
    expect(answer(taken, 'ada', PHONE, NOW)).toMatchObject({ ok: false, error: { code: 'already-answered' } })
  })

  test('one after the other: the next one rings when the one before declines or lets it ring', () => {
    const first = inbound(['ada', 'ben'], { together: false })
    expect([ringsFor(first, 'ada'), ringsFor(first, 'ben')]).toEqual([true, false])
    expect(ringsFor(done(decline(first, 'ada', NOW)), 'ben')).toBe(true)
    const waited = tick(first, after(25))
    expect([ringsFor(waited, 'ada'), ringsFor(waited, 'ben')]).toEqual([false, true])
    expect(dueAt(waited)).toBe(after(50))
  })

  test('CN-1: with nobody to ring, when all decline, or after the time that is set, a message is taken', () => {
    expect(inbound([]).state).toBe('voicemail')
    const declined = done(decline(done(decline(inbound(['ada', 'ben']), 'ada', NOW)), 'ben', NOW))
    expect(declined.state).toBe('voicemail')
    expect(tick(inbound(['ada', 'ben']), after(25)).state).toBe('voicemail')
  })

  test('a message makes it a voicemail, silence a missed call', () => {
    const sound = { state: 'kept', startedAt: NOW, seconds: 21, peaks: [0, 50] } as const
    const speaking = inbound([])
    expect(messageTaken(speaking, { ...sound, peaks: [...sound.peaks] }, NOW)).toMatchObject({
      ...{ state: 'ended', ending: 'voicemail' },
      voicemail: { seconds: 21, heardAt: null },
    })
    expect(messageTaken(speaking, null, NOW)).toMatchObject({ ending: 'missed', voicemail: null })
  })

  test('who hangs up while it rings was missed', () => {
    expect(ended(inbound(['ada']), DORA, 'hung-up', NOW)).toMatchObject({
      state: 'ended',
      ending: 'missed',
    })
  })
})

describe('we call a customer', () => {
  test('CA-6: the caller hears it ring until the customer picks up', () => {
    const rings = outbound()
    expect(audioOf(rings).heard).toEqual(new Map([['leg-ada', 'ringback']]))
    const talking = pickedUp(rings, DORA, after(3))
    expect(talking).toMatchObject({ state: 'connected', answeredAt: after(3), answeredBy: null })
    expect(audioOf(talking).room.sort()).toEqual(['leg-ada', DORA].sort())
    expect(secondsOf(done(hangUp(talking, 'ada', after(63))), after(90))).toBe(60)
  })

  test('it says why nobody answered', () => {
    expect(ended(outbound(), DORA, 'busy', NOW)).toMatchObject({ ending: 'busy', answeredAt: null })
    expect(tick(heard(outbound(), 'leg-ada', NOW), after(60)).ending).toBe('no-answer')
    expect(done(hangUp(outbound(), 'ada', NOW)).ending).toBe('canceled')
  })

  test('a caller whose own voice never comes has not hung up: it was lost', () => {
    expect(tick(outbound(), after(20))).toMatchObject({ state: 'ended', ending: 'lost' })
    expect(done(hangUp(outbound(), 'ada', NOW)).ending).toBe('canceled')
  })
})

describe('in a call', () => {
  test('hold: the customer hears music, and everybody again afterwards', () => {
    const held = done(hold(talking(), 'ada', true, NOW))
    expect(audioOf(held)).toEqual({ room: ['leg-ada'], heard: new Map([[DORA, 'music']]) })
    expect(audioOf(done(hold(held, 'ada', false, NOW))).room).toHaveLength(2)
  })

  test('blind transfer: the customer hears it ring, and talks with whoever answers', () => {
    const given = done(ask(talking(), 'ada', 'transfer', asked('cleo'), NOW))
    expect(audioOf(given)).toEqual({ room: [], heard: new Map([[DORA, 'ringback']]) })
    const taken = done(answer(given, 'cleo', 'device-of-cleo', NOW))
    expect(audioOf(taken).room).toEqual([DORA, 'asked-cleo'])
    expect(taken.answeredBy).toBe('ada')
  })

  test('a transfer that nobody takes comes back, and then becomes a message', () => {
    const given = done(ask(talking(), 'ada', 'transfer', asked('cleo'), NOW))
    const back = tick(given, after(25))
    expect(ringsFor(back, 'ada')).toBe(true)
    expect(tick(back, after(50)).state).toBe('voicemail')
    const again = done(answer(back, 'ada', PHONE, after(30)))
    expect(audioOf(again).room).toEqual([DORA, 'leg-ada'])
    expect(done(hangUp(again, 'ada', after(40))).ending).toBe('completed')
  })

  test('consultation: the two talk while the customer waits, then one of them goes on', () => {
    const asking = done(ask(talking(), 'ada', 'consult', asked('ben'), NOW))
    expect(Object.fromEntries(audioOf(asking).heard)).toEqual({ 'leg-ada': 'ringback', [DORA]: 'music' })
    const talk = done(answer(asking, 'ben', 'device-of-ben', NOW))
    expect(audioOf(talk)).toEqual({ room: ['leg-ada', 'asked-ben'], heard: new Map([[DORA, 'music']]) })
    expect(audioOf(done(handOver(talk, 'ada', NOW))).room).toEqual([DORA, 'asked-ben'])
    expect(audioOf(done(hangUp(talk, 'ben', NOW))).room).toEqual([DORA, 'leg-ada'])
    expect(audioOf(done(hold(talk, 'ada', false, NOW))).room).toHaveLength(3)
  })

  test('who is lost while they ask somebody leaves the call with whom they asked', () => {
    const asking = done(ask(talking(), 'ada', 'consult', asked('ben'), NOW))
    const talk = heard(done(answer(asking, 'ben', 'device-of-ben', NOW)), 'asked-ben', NOW)
    const lone = tick(lost(talk, 'leg-ada', 4_500, NOW), after(5))
    expect(audioOf(lone)).toEqual({ room: [DORA, 'asked-ben'], heard: new Map() })
  })

  test('a number can be added, and goes when we go', () => {
    const adding = done(ask(talking(), 'ada', 'add', asked(null, '+14155550142'), NOW))
    const three = pickedUp(adding, 'asked-+14155550142', NOW)
    expect(audioOf(three).room).toHaveLength(3)
    expect(done(hangUp(three, 'ada', NOW)).state).toBe('ended')
    expect(done(remove(three, 'ada', 'asked-+14155550142', NOW)).state).toBe('connected')
  })

  test('a number that was given the call keeps it', () => {
    const given = done(ask(talking(), 'ada', 'transfer', asked(null, '+14155550142'), NOW))
    const taken = pickedUp(given, 'asked-+14155550142', NOW)
    expect(audioOf(taken).room).toEqual([DORA, 'asked-+14155550142'])
    expect(ended(taken, 'asked-+14155550142', 'hung-up', NOW).ending).toBe('completed')
  })

  test('a member who is lost can come back in time', () => {
    const away = lost(heard(talking(), 'leg-ada', NOW), 'leg-ada', 20_000, after(5))
    expect(audioOf(away).heard).toEqual(new Map([[DORA, 'music']]))
    expect(tick(away, after(24)).state).toBe('connected')
    expect(heard(away, 'leg-ada', after(24)).legs[1]).toMatchObject({ lostAt: null, dueAt: null })
    expect(tick(away, after(25))).toMatchObject({ state: 'ended', ending: 'lost' })
  })

  test('a tab that says it is being loaded again is waited for as long as a network; one that was closed is not', () => {
    const closed = lost(heard(talking(), 'leg-ada', NOW), 'leg-ada', 4_500, after(5))
    expect(tick(closed, after(10)).ending).toBe('lost')
    const loading = returning(closed, 'leg-ada', 20_000, after(6))
    expect(tick(loading, after(24)).state).toBe('connected')
    expect(tick(loading, after(25)).ending).toBe('lost')
    expect(returning(loading, 'leg-ada', 20_000, after(24))).toBe(loading)
    expect(returning(talking(), DORA, 20_000, NOW)).toEqual(talking())
  })

  test('recording follows what the inbox allows', () => {
    expect(record(talking('off'), 'ada', 'on', NOW)).toMatchObject({ error: { code: 'recording-off' } })
    expect(record(talking('always'), 'ada', 'off', NOW)).toMatchObject({
      error: { code: 'recording-always' },
    })
    expect(done(record(talking('on-demand'), 'ada', 'on', NOW)).recording).toBe('on')
    expect(record(talking('on-demand'), 'ben', 'on', NOW)).toMatchObject({ error: { code: 'not-in-call' } })
  })
})

describe('whatever happens in whatever order', () => {
  const WHO = ['ada', 'ben', 'cleo', 'dan']
  const who = fc.constantFrom(...WHO)
  const leg = fc.nat(8)
  const steps = fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('answer' as const), who }),
      fc.record({ do: fc.constantFrom('decline' as const, 'hangUp' as const, 'handOver' as const), who }),
      fc.record({ do: fc.constant('hold' as const), who, on: fc.boolean() }),
      fc.record({
        do: fc.constantFrom('transfer' as const, 'consult' as const, 'add' as const),
        who,
        whom: fc.oneof(who, fc.constant(null)),
      }),
      fc.record({
        do: fc.constantFrom(
          ...(['pickedUp', 'ended', 'lost', 'returning', 'heard'] as const satisfies string[]),
        ),
        leg,
      }),
      fc.record({ do: fc.constant('remove' as const), who, leg }),
      fc.record({
        do: fc.constant('record' as const),
        who,
        how: fc.constantFrom('on' as const, 'off' as const, 'paused' as const),
      }),
      fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ do: fc.constant('message' as const), spoken: fc.boolean() }),
    ),
    { maxLength: 40 },
  )
  type Step = (typeof steps extends fc.Arbitrary<infer All> ? All : never)[number]
  const begins = fc.oneof(
    fc
      .record({ members: fc.uniqueArray(who), together: fc.boolean() })
      .map(({ members, together }) => inbound(members, { together })),
    fc.constant(outbound()),
  )

  test('it always ends, with one winner, nothing ringing, and times that only go forward', () => {
    fc.assert(
      fc.property(begins, steps, (begun, all) => {
        let call = begun
        let seconds = 0
        all.forEach((step, index) => {
          if (step.do === 'wait') seconds += step.seconds
          const next = apply(call, step, after(seconds), index)
          holds(call, next)
          call = next
        })
        // Left to itself, with nobody doing anything more, it comes to its end.
        for (let turn = 0; turn < 100 && call.state !== 'ended'; turn++) {
          const due = dueAt(call)
          if (due !== null) call = tick(call, due > after(seconds) ? due : after(seconds))
          else call = ended(call, customerOf(call)?.id ?? '', 'hung-up', after(seconds + turn))
        }
        expect(call.state).toBe('ended')
        expect(call.legs.filter(({ state }) => state !== 'left')).toEqual([])
      }),
      { numRuns: 3_000 },
    )
  })

  function apply(call: Call, step: Step, now: string, index: number): Call {
    const legId = 'leg' in step ? (call.legs[step.leg % call.legs.length]?.id ?? '') : ''
    const kept = (result: Result<Call>) => (result.ok ? result.value : call)
    switch (step.do) {
      case 'answer':
        return kept(answer(call, step.who, `device-of-${step.who}`, now))
      case 'decline':
        return kept(decline(call, step.who, now))
      case 'hangUp':
        return kept(hangUp(call, step.who, now))
      case 'handOver':
        return kept(handOver(call, step.who, now))
      case 'hold':
        return kept(hold(call, step.who, step.on, now))
      case 'transfer':
      case 'consult':
      case 'add':
        return kept(ask(call, step.who, step.do, asked(step.whom, '+14155550142', `${index}`), now))
      case 'pickedUp':
        return call.legs.find(({ id }) => id === legId)?.party === 'member'
          ? call
          : pickedUp(call, legId, now)
      case 'ended':
        return call.legs.find(({ id }) => id === legId)?.party === 'member'
          ? call
          : ended(call, legId, 'busy', now)
      case 'lost':
        return lost(call, legId, 20_000, now)
      case 'returning':
        return returning(call, legId, 20_000, now)
      case 'heard':
        return heard(call, legId, now)
      case 'remove':
        return kept(remove(call, step.who, legId, now))
      case 'record':
        return kept(record(call, step.who, step.how, now))
      case 'wait':
        return tick(call, now)
      case 'message':
        return messageTaken(
          call,
          step.spoken ? { state: 'kept', startedAt: now, seconds: 3, peaks: [] } : null,
          now,
        )
    }
  }

  function holds(before: Call, after: Call): void {
    if (before.state === 'ended') expect(after.legs).toEqual(before.legs)
    if (before.answeredAt)
      expect(after).toMatchObject({ answeredAt: before.answeredAt, answeredBy: before.answeredBy })
    if (after.answeredAt && after.endedAt) expect(after.endedAt >= after.answeredAt).toBe(true)
    if (after.state === 'ended') {
      expect(after.legs.every(({ state }) => state === 'left')).toBe(true)
      expect(after.recording).toBe('off')
    } else {
      expect(customerOf(after)?.state === 'left').toBe(false)
    }
    // Whoever rings or is waited for is so until a certain time.
    for (const leg of after.legs) {
      if (leg.state === 'ringing' || (leg.lostAt && leg.state === 'connected'))
        expect(leg.dueAt).not.toBeNull()
      if (leg.state === 'left')
        expect(leg).toMatchObject({ dueAt: null, held: false, left: expect.any(String) })
      if (leg.leftAt && leg.rangAt && leg.state === 'left') expect(leg.leftAt >= leg.rangAt).toBe(true)
    }
    // Of one ring only one has it.
    const winners = Map.groupBy(
      after.legs.filter((leg) => leg.party === 'member' && leg.state === 'connected'),
      (leg: Leg) => leg.ring.id,
    )
    for (const [, legs] of winners) expect(legs.length).toBe(1)
    if (after.state === 'connected') {
      const keeps = after.legs.filter((leg) => leg.party !== 'customer' && leg.state !== 'left')
      expect(keeps.length).toBeGreaterThan(0)
      // Nobody hears nothing at all for good: whoever is held is so because somebody is there or rings.
      expect(keeps.some((leg) => leg.state === 'connected' || isPending(leg))).toBe(true)
    }
    const { room, heard: sounds } = audioOf(after)
    const there = after.legs.filter(({ state }) => state === 'connected').map(({ id }) => id)
    for (const id of [...room, ...sounds.keys()]) expect(there).toContain(id)
  }
})

test('carrying on elsewhere is for who is in the call', () => {
  expect(done(carryOn(talking(), 'ada', 'another-device', NOW)).legs[1]?.deviceId).toBe('another-device')
  expect(carryOn(talking(), 'ben', 'another-device', NOW)).toMatchObject({ error: { code: 'not-in-call' } })
})

test('what is over stays over', () => {
  const over = finish(talking(), 'interrupted', NOW)
  expect(finish(over, 'completed', after(1))).toBe(over)
  expect(takeMessage(inbound(['ada']), NOW).legs[1]).toMatchObject({ left: 'no-answer' })
})

function inbound(
  members: string[],
  more: Partial<RingPlan> = {},
  recordingPolicy: Call['recordingPolicy'] = 'off',
): Call {
  const plan = {
    ...{ together: true, ringMs: 25_000 },
    members: members.map((memberId) => ({ legId: `leg-${memberId}`, memberId })),
    ...more,
  }
  return offer({ ...ABOUT, recordingPolicy }, DORA, plan, NOW)
}

function outbound(): Call {
  return place(ABOUT, DORA, { memberId: 'ada', deviceId: PHONE, legId: 'leg-ada' }, NOW)
}

function talking(policy: Call['recordingPolicy'] = 'off'): Call {
  return done(answer(inbound(['ada'], {}, policy), 'ada', PHONE, NOW))
}

function asked(
  memberId: string | null,
  number = '+14155550142',
  ringId = 'asked',
): Parameters<typeof ask>[3] {
  const legId = `${ringId}-${memberId ?? number}`
  return { ringId, legs: [{ legId, memberId, number: memberId ? null : number }], ringMs: 25_000 }
}

const ABOUT = {
  ...{ id: 'call', conversationId: 'conversation', lineId: 'line', inboxId: 'inbox', seq: 1 },
  number: '+14155550177',
  recordingPolicy: 'off',
} as const

function after(seconds: number): string {
  return instant(milliseconds(NOW) + seconds * 1_000)
}

function done(result: Result<Call>): Call {
  if (!result.ok) throw new Error(result.error.code)
  expect(legOf(result.value, 'nobody')).toBeUndefined()
  return result.value
}

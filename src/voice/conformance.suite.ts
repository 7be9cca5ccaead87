import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Result } from '#kit/result.ts'
import { createPhone, type Phone, peakOf, shareOf } from '#test/voice-phone.ts'
import type { Codec, LegId, MediaEngine, MediaEvent } from './engine.ts'
import { sequenceDistance, timestampDistance } from './rtp.ts'
import { pcmSamples, RATE, readWavFormat, wavHeader } from './wav.ts'

/** What every media engine must do. Far ends are real peer connections of another process's making, without a browser. */
export function mediaEngineSuite(name: string, open: () => Promise<MediaEngine>): void {
  describe(`${name} as a media engine`, () => {
    let engine: MediaEngine
    let folder: string
    const events: MediaEvent[] = []
    const phones: Phone[] = []

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'centralita-voice-'))
      engine = await open()
      engine.on((event) => events.push(event))
    })
    afterEach(() => {
      for (const phone of phones.splice(0)) phone.close()
      events.length = 0
    })
    afterAll(async () => {
      await engine.end()
      rmSync(folder, { recursive: true, force: true })
    })

    test('two who are bridged hear each other, and nobody before that', async () => {
      const { dora, ada } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      await hears(ada.phone, 'silence')
      await ok(engine.bridge([dora.leg, ada.leg]))
      await Promise.all([hears(ada.phone, 440), hears(dora.phone, 1_000)])
      await ok(engine.unbridge(ada.leg))
      await Promise.all([hears(ada.phone, 'silence'), hears(dora.phone, 'silence')])
    })

    test('a voice is heard in the codec of who hears it, and silence is that codec’s silence', async () => {
      const { dora, ada } = await call({ dora: ['PCMA'], ada: ['PCMU'] })
      await hears(dora.phone, 'silence')
      expect([dora.phone.lastPayload()?.[0], ada.phone.lastPayload()?.[0]]).toEqual([0xd5, 0xff])
      dora.phone.say(440)
      ada.phone.say(1_000)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await Promise.all([hears(ada.phone, 440), hears(dora.phone, 1_000)])
      await ok(engine.play(dora.leg, { tone: 'beep', loop: true }))
      await hears(dora.phone, 1_400)
    })

    test('a sound, a peer, music and a peer again arrive as one unbroken stream', async () => {
      const { dora, ada } = await call()
      ada.phone.say(1_000)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await hears(dora.phone, 1_000)
      const play = await ok(engine.play(dora.leg, { tone: 'beep', loop: true }))
      await hears(dora.phone, 1_400)
      await ok(engine.stop(play))
      await hears(dora.phone, 1_000)
      await ok(engine.hold(dora.leg, { tone: 'beep' }))
      await hears(dora.phone, 1_400)
      await ok(engine.resume(dora.leg))
      await hears(dora.phone, 1_000)
      await ok(engine.sendDtmf(dora.leg, '5'))
      await vi.waitFor(() => expect(dora.phone.digits()).toBe('5'), WAIT)
      await hears(dora.phone, 1_000)
      expectUnbroken(dora.phone)
    })

    test('on hold one hears music and is not heard, until resumed', async () => {
      const { dora, ada } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await ok(engine.hold(dora.leg))
      await hears(ada.phone, 'silence')
      dora.phone.forget()
      await vi.waitFor(() => expect(peakOf(dora.phone.heard())).toBeGreaterThan(1_000), WAIT)
      expect(shareOf(dora.phone.heard(), 1_000)).toBeLessThan(0.05)
      await ok(engine.resume(dora.leg))
      await Promise.all([hears(ada.phone, 440), hears(dora.phone, 1_000)])
    })

    test('who is muted hears and is not heard', async () => {
      const { dora, ada } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await ok(engine.mute(ada.leg, true))
      await Promise.all([hears(ada.phone, 440), hears(dora.phone, 'silence')])
      await ok(engine.mute(ada.leg, false))
      await hears(dora.phone, 1_000)
    })

    test('three hear each other, nobody hears himself, and after a transfer two remain', async () => {
      const { dora, ada, ben } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      ben.phone.say(1_700)
      await ok(engine.bridge([dora.leg, ada.leg, ben.leg]))
      await Promise.all([
        hears(dora.phone, 1_000, 1_700),
        hears(ada.phone, 440, 1_700),
        hears(ben.phone, 440, 1_000),
      ])
      await ok(engine.bridge([dora.leg, ben.leg]))
      await Promise.all([hears(dora.phone, 1_700), hears(ben.phone, 440), hears(ada.phone, 'silence')])
      expectUnbroken(dora.phone)
    })

    test('a sound ends by itself, when stopped, and when another takes its place', async () => {
      const { ada } = await call()
      const beep = await ok(engine.play(ada.leg, { tone: 'beep' }))
      await told({ type: 'play-ended', leg: ada.leg, play: beep, finished: true })
      const ringback = await ok(engine.play(ada.leg, { tone: 'ringback', loop: true }))
      const busy = await ok(engine.play(ada.leg, { tone: 'busy', loop: true }))
      await told({ type: 'play-ended', leg: ada.leg, play: ringback, finished: false })
      await ok(engine.stop(busy))
      await told({ type: 'play-ended', leg: ada.leg, play: busy, finished: false })
      await ok(engine.stop(busy))
      await hears(ada.phone, 'silence')
    })

    test('a sound file of any rate is heard as it is; what is no sound is refused', async () => {
      const { ada } = await call({ ada: ['PCMA'] })
      await ok(engine.play(ada.leg, { file: toneFile(44_100, 700), loop: true }))
      await hears(ada.phone, 700)
      const noSound = join(folder, 'no-sound.wav')
      writeFileSync(noSound, 'RIFF, but no more')
      for (const file of [noSound, join(folder, 'not-there.wav')]) {
        expect(await engine.play(ada.leg, { file })).toEqual(problem('unreadable-sound'))
        expect(await engine.hold(ada.leg, { file })).toEqual(problem('unreadable-sound'))
      }
      await hears(ada.phone, 700)
    })

    test('keys are told, reach the others, and leave no gap', async () => {
      const { dora, ada } = await call()
      await ok(engine.bridge([dora.leg, ada.leg]))
      await hears(ada.phone, 'silence')
      dora.phone.press('15#')
      for (const digit of '15#') await told({ type: 'dtmf', leg: dora.leg, digit })
      await vi.waitFor(() => expect(ada.phone.digits()).toBe('15#'), WAIT)
      expect(events.filter(({ type }) => type === 'dtmf')).toHaveLength(3)
      await ok(engine.sendDtmf(dora.leg, '*0A'))
      await vi.waitFor(() => expect(dora.phone.digits()).toBe('*0A'), WAIT)
      expect(await engine.sendDtmf(dora.leg, '12-3')).toEqual(problem('bad-digits'))
      expectUnbroken(ada.phone)
    })

    test('a recording has each voice on its channel, without what was paused, muted or on hold', async () => {
      const { dora, ada, ben } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      ben.phone.say(1_700)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await Promise.all([hears(ada.phone, 440), hears(dora.phone, 1_000)])
      const file = join(folder, 'call.wav')
      const recording = await ok(engine.record({ left: [dora.leg], right: [ada.leg], file }))
      expect(await engine.record({ left: [dora.leg], file })).toEqual(problem('unwritable-file'))
      await hears(ada.phone, 440)
      await ok(engine.pauseRecord(recording))
      dora.phone.say(2_500)
      await hears(ada.phone, 2_500)
      dora.phone.say(440)
      await hears(ada.phone, 440)
      await ok(engine.resumeRecord(recording))
      await ok(engine.bridge([dora.leg, ben.leg]))
      await ok(engine.recordLegs(recording, { left: [dora.leg], right: [ben.leg] }))
      await hears(ben.phone, 440)
      const recorded = await ok(engine.stopRecord(recording))
      await told({ type: 'recording-ended', recording, reason: 'stopped', ...recorded })

      const { samples, durationMs } = readRecording(file)
      expect(durationMs).toBe(recorded.durationMs)
      const [left, right] = samples
      expect(partSaying(left, 440)).toBeGreaterThan(0.7)
      for (const foreign of [1_000, 1_700, 2_500]) expect(shareOf(left, foreign)).toBeLessThan(0.01)
      const half = Math.floor(right.length / 2)
      expect(partSaying(right.subarray(0, half / 2), 1_000)).toBeGreaterThan(0.7)
      expect(partSaying(right.subarray(half + half / 2), 1_700)).toBeGreaterThan(0.7)
      expect(await engine.stopRecord(recording)).toEqual(problem('unknown-recording'))
    })

    test('a recording of one channel ends by itself in silence, and after its length', async () => {
      const { dora } = await call()
      dora.phone.say(440)
      await hears(dora.phone, 'silence')
      const first = join(folder, 'message.wav')
      const recording = await ok(engine.record({ left: [dora.leg], file: first, until: { silenceMs: 600 } }))
      await vi.waitFor(() => expect(readFileSync(first).length).toBeGreaterThan(RATE), WAIT)
      dora.phone.say(0)
      const ended = await toldOf('recording-ended')
      expect(ended).toMatchObject({ recording, reason: 'silence', file: first })
      const { samples } = readRecording(first)
      expect(partSaying(samples[0].subarray(0, -RATE * 0.6), 440)).toBeGreaterThan(0.7)

      events.length = 0
      const second = join(folder, 'long-message.wav')
      await ok(engine.record({ left: [dora.leg], file: second, until: { lengthMs: 700 } }))
      expect(await toldOf('recording-ended')).toMatchObject({ reason: 'length', durationMs: 700 })
      expect(readRecording(second).durationMs).toBe(700)
    })

    test('another far end takes a leg over, and the others notice nothing', async () => {
      const { dora, ada } = await call()
      dora.phone.say(440)
      ada.phone.say(1_000)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await hears(dora.phone, 1_000)
      events.length = 0
      const reloaded = phone()
      reloaded.say(1_700)
      reloaded.accept(await ok(engine.acceptOffer(ada.leg, await reloaded.offer())))
      await Promise.all([hears(dora.phone, 1_700), hears(reloaded, 440)])
      const theirs = events.filter((event) => 'leg' in event && [dora.leg, ada.leg].includes(event.leg))
      expect(theirs).toEqual([{ type: 'connected', leg: ada.leg }])
      expectUnbroken(dora.phone)

      expect(await engine.acceptOffer(ada.leg, 'v=0')).toEqual(problem('malformed-sdp'))
      const neverThere = phone()
      await ok(engine.acceptOffer(ada.leg, await neverThere.offer()))
      await hears(dora.phone, 1_700)
    })

    test('an offer of ours is answered by a far end', async () => {
      const leg = await newLeg('a call that we make')
      const ada = phone()
      ada.say(1_000)
      await ok(engine.acceptAnswer(leg, await ada.answer(await ok(engine.createOffer(leg)))))
      await told({ type: 'connected', leg })
      await ok(engine.sendDtmf(leg, '7'))
      await vi.waitFor(() => expect(ada.digits()).toBe('7'), WAIT)
    })

    test('who stops sending is silent, and is heard again when it goes on', async () => {
      const { dora } = await call()
      dora.phone.transmit(false)
      await told({ type: 'disconnected', leg: dora.leg, reason: 'silent' })
      events.length = 0
      dora.phone.transmit(true)
      await told({ type: 'connected', leg: dora.leg })
    })

    test('who cannot be reached is told', async () => {
      const leg = await newLeg('a call behind a wall')
      await ok(engine.acceptOffer(leg, await phone().offer()))
      await told({ type: 'disconnected', leg, reason: 'unreachable' })
      await ok(engine.close(leg))
    })

    test('packets are counted, and what is missing too', async () => {
      const { dora } = await call()
      await hears(dora.phone, 'silence')
      const stats = await ok(engine.stats(dora.leg))
      expect(stats).toMatchObject({ codec: 'PCMU', connected: true, received: { lost: 0 } })
      expect(stats.received.packets).toBeGreaterThan(5)
      expect(stats.sent.packets).toBeGreaterThan(5)
    })

    test('a leg that was closed is gone, and closing it again is no problem', async () => {
      const { dora, ada } = await call()
      dora.phone.say(440)
      await ok(engine.bridge([dora.leg, ada.leg]))
      await hears(ada.phone, 440)
      await ok(engine.close(dora.leg))
      await ok(engine.close(dora.leg))
      await hears(ada.phone, 'silence')
      expect(await engine.stats(dora.leg)).toEqual(problem('unknown-leg'))
      expect(await engine.bridge([dora.leg, ada.leg])).toEqual(problem('unknown-leg'))
    })

    test('descriptions that cannot be read, and codecs that nobody speaks, are refused', async () => {
      const leg = await newLeg('a call of a stranger')
      const offer = await phone(['PCMA']).offer()
      for (const sdp of [
        '',
        'hello',
        'v=0\r\n',
        offer.replace(/a=ice-pwd.*\r\n/, ''),
        `${offer}m=video 9 RTP/AVP 96\r\n`,
      ]) {
        expect(await engine.acceptOffer(leg, sdp)).toEqual(problem('malformed-sdp'))
      }
      expect(await engine.acceptAnswer(leg, offer)).toEqual(problem('malformed-sdp'))
      const choosy = await newLeg('a call of a stranger', ['PCMU'])
      expect(await engine.acceptOffer(choosy, offer)).toEqual(problem('no-common-codec'))
    })

    test('legs of different calls are kept apart, and strange kinds are refused', async () => {
      const [one, other] = [await newLeg('one call'), await newLeg('another call')]
      expect(await engine.bridge([one, other])).toEqual(problem('apart'))
      const kind = engine.kinds.includes('ws') ? 'rtp' : 'ws'
      if (engine.kinds.includes(kind)) return
      expect(await engine.createLeg({ leg: randomUUID(), callId: 'one call', kind })).toEqual(
        problem('kind-not-supported'),
      )
    })

    type Party = { leg: LegId; phone: Phone }

    async function call(
      codecs: { dora?: Codec[]; ada?: Codec[]; ben?: Codec[] } = {},
    ): Promise<{ dora: Party; ada: Party; ben: Party }> {
      const callId = randomUUID()
      const [dora, ada, ben] = [
        await party(callId, codecs.dora),
        await party(callId, codecs.ada),
        await party(callId, codecs.ben),
      ]
      return { dora, ada, ben }
    }

    async function party(callId: string, codecs?: Codec[]): Promise<Party> {
      const leg = await newLeg(callId, codecs)
      const one = phone()
      one.accept(await ok(engine.acceptOffer(leg, await one.offer())))
      await told({ type: 'connected', leg })
      return { leg, phone: one }
    }

    async function newLeg(callId: string, codecs?: Codec[]): Promise<LegId> {
      const leg = randomUUID()
      await ok(engine.createLeg({ leg, callId, kind: 'webrtc', ...(codecs && { codecs }) }))
      return leg
    }

    function phone(codecs?: Codec[]): Phone {
      const made = createPhone(codecs)
      phones.push(made)
      return made
    }

    async function told(event: MediaEvent): Promise<void> {
      await vi.waitFor(() => expect(events).toContainEqual(event), WAIT)
    }

    async function toldOf(type: MediaEvent['type']): Promise<MediaEvent | undefined> {
      await vi.waitFor(() => expect(events.map((event) => event.type)).toContain(type), WAIT)
      return events.find((event) => event.type === type)
    }

    function toneFile(rate: number, frequency: number): string {
      const file = join(folder, `${rate}-${frequency}.wav`)
      const samples = Int16Array.from(
        { length: rate },
        (_, at) => 8_000 * Math.sin((2 * Math.PI * frequency * at) / rate),
      )
      const head = Buffer.from(wavHeader(1, samples.byteLength))
      head.writeUInt32LE(rate, 24)
      writeFileSync(file, Buffer.concat([head, Buffer.from(samples.buffer)]))
      return file
    }
  })
}

const WAIT = { timeout: 14_000, interval: 20 }
/** A fifth of a second, in which a tone is recognised. */
const LISTENED = RATE / 5

async function ok<T>(asked: Promise<Result<T, { code: string }>>): Promise<T> {
  const answer = await asked
  if (!answer.ok) throw new Error(`The engine refused: ${answer.error.code}`)
  return answer.value
}

function problem(code: string) {
  return { ok: false, error: { code } }
}

/** Waits until what a phone hears from now on is this and nothing else. */
async function hears(phone: Phone, ...expected: number[] | ['silence']): Promise<void> {
  const before = phone.heard().length
  await vi.waitFor(() => {
    const heard = phone.heard().subarray(before).subarray(-LISTENED)
    expect(heard.length).toBe(LISTENED)
    if (expected[0] === 'silence') return expect(peakOf(heard)).toBeLessThan(50)
    const shares = expected.map((frequency) => shareOf(heard, Number(frequency)))
    for (const share of shares) expect(share).toBeGreaterThan(0.9 / expected.length - 0.1)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.9)
  }, WAIT)
}

/** In what part of a recording, from 0 to 1, a tone is all that is said. */
function partSaying(samples: Int16Array, frequency: number): number {
  const length = RATE / 50
  const parts = Array.from({ length: Math.floor(samples.length / length) }, (_, at) =>
    shareOf(samples.subarray(at * length, (at + 1) * length), frequency),
  )
  return parts.filter((share) => share > 0.9).length / parts.length
}

/** One SSRC; every number once and in order; times that never go back, and no hole that one would hear as the end. */
function expectUnbroken(phone: Phone): void {
  const packets = phone.packets()
  expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1)
  const voices = packets.filter(({ payload }) => payload.length > 4)
  for (const [index, packet] of packets.entries()) {
    const before = packets[index - 1]
    if (before) expect(sequenceDistance(before.sequence, packet.sequence)).toBe(1)
  }
  for (const [index, packet] of voices.entries()) {
    const before = voices[index - 1]
    if (!before) continue
    const passed = timestampDistance(before.timestamp, packet.timestamp)
    expect(passed).toBeGreaterThanOrEqual(160)
    expect(passed).toBeLessThan(RATE)
  }
}

function readRecording(file: string): { samples: [Int16Array, Int16Array]; durationMs: number } {
  const bytes = readFileSync(file)
  const format = readWavFormat(bytes)
  if (format?.encoding !== 'pcm16') throw new Error('The recording is no WAV file')
  const all = pcmSamples(bytes.subarray(format.data.start, format.data.start + format.data.bytes))
  const channel = (of: number) => all.filter((_, at) => at % format.channels === of)
  return {
    samples: [channel(0), channel(format.channels - 1)],
    durationMs: (all.length * 1_000) / format.channels / RATE,
  }
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, test as base, chromium, expect } from '@playwright/test'
import { shareOf } from '#test/voice-phone.ts'
import { createEmbeddedEngine, type EmbeddedEngine } from '#voice/embedded-engine.server.ts'
import type { MediaEvent } from '#voice/engine.ts'
import { pcmSamples } from '#voice/wav.ts'
import { openSoftphone, SOFTPHONE_ARGS, type Softphone } from './microphone.ts'

// Real browsers with tones for microphones, and the engine between them: what is heard is measured.
const TONES = { Dora: 440, Ada: 1_000, Ben: 1_700 }
type Name = keyof typeof TONES
const LOUD_DB = -45
const QUIET_DB = -65

type Call = {
  engine: EmbeddedEngine
  events: MediaEvent[]
  folder: string
  browser: BrowserContext
  /** Opens a page for somebody who joins the call. */
  join(name: Name, callId?: string): Promise<Softphone>
}

const test = base.extend<{ call: Call }>({
  // The fixture needs nothing of the others.
  // oxlint-disable-next-line no-empty-pattern
  call: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'centralita-voice-e2e-'))
    const engine = createEmbeddedEngine({ host: '127.0.0.1', port: 0, publicIps: [], processes: 1 })
    const events: MediaEvent[] = []
    engine.on((event) => events.push(event))
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
    const chrome = await chromium.launch({ executablePath, args: SOFTPHONE_ARGS })
    const browser = await chrome.newContext()
    await use({ engine, events, folder, browser, join: enter })
    await chrome.close()
    await engine.end()
    rmSync(folder, { recursive: true })

    async function enter(name: Name, callId = 'a call'): Promise<Softphone> {
      const phone = await openSoftphone(await browser.newPage())
      await engine.createLeg({ leg: name, callId, kind: 'webrtc' })
      await phone.connect(engine, name, TONES[name])
      await expect.poll(() => events).toContainEqual({ type: 'connected', leg: name })
      return phone
    }
  },
})

test('two browsers hear each other through the server, with hold, keys and a recording of both', async ({
  call: { engine, events, folder, join: enter },
}) => {
  const [dora, ada] = [await enter('Dora'), await enter('Ada')]
  await engine.bridge(['Dora', 'Ada'])
  await hears(ada, 'Dora')
  await hears(dora, 'Ada')

  const file = join(folder, 'call.wav')
  const recording = await engine.record({ left: ['Dora'], right: ['Ada'], file })
  await expect.poll(() => readFileSync(file).length).toBeGreaterThan(2 * 32_000)
  const recorded = await engine.stopRecord(recording.ok ? recording.value : '')
  expect(recorded).toMatchObject({ ok: true, value: { file } })
  const both = pcmSamples(readFileSync(file).subarray(44))
  for (const [channel, [own, other]] of [
    [TONES.Dora, TONES.Ada],
    [TONES.Ada, TONES.Dora],
  ].entries()) {
    const voice = both.filter((_, at) => at % 2 === channel)
    expect(shareOf(voice.subarray(4_000, 12_000), own ?? 0)).toBeGreaterThan(0.8)
    expect(shareOf(voice, other ?? 0)).toBeLessThan(0.01)
  }

  await ada.press('15#')
  for (const digit of '15#')
    await expect.poll(() => events).toContainEqual({ type: 'dtmf', leg: 'Ada', digit })

  await engine.hold('Dora', { tone: 'beep' })
  await expect.poll(() => dora.loudness(1_400)).toBeGreaterThan(LOUD_DB)
  await expect.poll(() => ada.loudness(TONES.Dora)).toBeLessThan(QUIET_DB)
  await engine.resume('Dora')
  await hears(ada, 'Dora')
  await hears(dora, 'Ada')
})

test('three in one call hear each other, and two remain when one was passed by', async ({
  call: { engine, join: enter },
}) => {
  const [dora, ada, ben] = [await enter('Dora'), await enter('Ada'), await enter('Ben')]
  await engine.bridge(['Dora', 'Ada', 'Ben'])
  await hears(dora, 'Ada', 'Ben')
  await hears(ada, 'Dora', 'Ben')
  await hears(ben, 'Dora', 'Ada')
  await engine.bridge(['Dora', 'Ben'])
  await hears(dora, 'Ben')
  await expect.poll(() => ada.loudness(TONES.Dora)).toBeLessThan(QUIET_DB)
})

test('a page that is opened anew takes its call over; one that is closed is missed within seconds', async ({
  call: { engine, events, join: enter },
}) => {
  const [dora, ada] = [await enter('Dora'), await enter('Ada')]
  await engine.bridge(['Dora', 'Ada'])
  await hears(dora, 'Ada')
  await ada.page.reload()
  await ada.connect(engine, 'Ada', TONES.Ben)
  await hears(dora, 'Ben')
  await hears(ada, 'Dora')

  await ada.page.close()
  await expect
    .poll(() => events.findLast(({ type }) => type === 'disconnected'), { timeout: 8_000 })
    .toMatchObject({ leg: 'Ada' })
})

test('when the media process is killed the call is told as lost, and the next one works', async ({
  call: { engine, events, join: enter },
}) => {
  await enter('Dora')
  for (const pid of engine.pids()) process.kill(pid, 'SIGKILL')
  await expect.poll(() => events).toContainEqual({ type: 'failed', leg: 'Dora' })
  events.length = 0
  const [dora, ada] = [await enter('Dora', 'the next call'), await enter('Ada', 'the next call')]
  await engine.bridge(['Dora', 'Ada'])
  await hears(ada, 'Dora')
  await hears(dora, 'Ada')
})

/** These voices, and no other of the three. */
async function hears(phone: Softphone, ...voices: Name[]): Promise<void> {
  for (const [name, frequency] of Object.entries(TONES)) {
    const heard = expect.poll(() => phone.loudness(frequency))
    if (voices.some((voice) => voice === name)) await heard.toBeGreaterThan(LOUD_DB)
    else await heard.toBeLessThan(QUIET_DB)
  }
}

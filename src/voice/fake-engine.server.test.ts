import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MediaEvent } from './engine.ts'
import { createFakeEngine } from './fake-engine.server.ts'

test('the fake keeps who hears what, and tells when its process dies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-fake-'))
  const engine = createFakeEngine()
  const told: MediaEvent[] = []
  engine.on((event) => told.push(event))
  for (const leg of ['Dora', 'Ada']) await engine.createLeg({ leg, callId: 'a call', kind: 'webrtc' })
  await engine.bridge(['Dora', 'Ada'])
  await engine.hold('Dora')
  expect(engine.heardBy('Dora')).toEqual([])
  expect(engine.soundOf('Dora')).toEqual({ tone: 'hold-music', loop: true })

  const file = join(folder, 'call.wav')
  const recording = await engine.record({ left: ['Dora'], right: ['Ada'], file })
  expect(engine.recordedIn(file)?.right).toEqual(['Ada'])
  expect(readFileSync(file).length).toBe(32_044)

  const play = await engine.play('Ada', { tone: 'beep' })
  engine.crash()
  expect(told.map(({ type }) => type)).toEqual(['recording-ended', 'failed', 'failed'])
  expect(await engine.stop(play.ok ? play.value : '')).toEqual({ ok: false, error: { code: 'engine-down' } })
  engine.recover()
  expect(await engine.bridge(['Dora', 'Ada'])).toEqual({ ok: false, error: { code: 'unknown-leg' } })
  expect((await engine.stopRecord(recording.ok ? recording.value : '')).ok).toBe(false)
  rmSync(folder, { recursive: true })
})

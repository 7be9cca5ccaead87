import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shareOf } from '#test/voice-phone.ts'
import { createRecorder } from './recorder.ts'
import { createRecordingFile, peaksOf, repairRecording } from './recording-file.server.ts'
import { resampled } from './resample.ts'
import { pcmSamples, RATE, readWavFormat, readWavSamples, wavHeader } from './wav.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-wav-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a head says what the file holds', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1 as const, 2 as const),
      fc.array(fc.integer({ min: -32_768, max: 32_767 })),
      (channels, said) => {
        const samples = Int16Array.from(said.slice(0, said.length - (said.length % channels)))
        const file = wavFile(channels, samples)
        const format = readWavFormat(file)
        expect(format).toEqual({
          encoding: 'pcm16',
          channels,
          rate: RATE,
          data: { start: 44, bytes: samples.byteLength },
        })
        expect(pcmSamples(file.subarray(44))).toEqual(samples)
        if (format && channels === 1) expect(readWavSamples(file, format)).toEqual(samples)
      },
    ),
  )
})

test('whatever a file holds, reading never throws and never reads past its end', () => {
  const head = wavHeader(1, 1_000)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 44 }), (noise, cut) => {
      for (const file of [noise, Buffer.concat([head.subarray(0, cut), noise])]) {
        const format = readWavFormat(file)
        if (format)
          expect(format.data.start + format.data.bytes).toBeLessThanOrEqual(Math.max(file.length, 44))
      }
    }),
  )
})

test('a sound of another rate keeps its pitch, and what 8 kHz cannot hold is gone', () => {
  for (const rate of [8_000, 16_000, 44_100, 48_000]) {
    const [said, whistle] = [700, 5_500].map((frequency) =>
      Int16Array.from({ length: rate }, (_, at) => 8_000 * Math.sin((2 * Math.PI * frequency * at) / rate)),
    )
    const heard = Int16Array.from([...resampled(said ?? new Int16Array(), rate)].flatMap((part) => [...part]))
    expect(heard.length).toBe(RATE)
    expect(shareOf(heard, 700)).toBeGreaterThan(0.99)
    if (rate === RATE) continue
    const left = Int16Array.from(
      [...resampled(whistle ?? new Int16Array(), rate)].flatMap((part) => [...part]),
    )
    expect(Math.max(...left.subarray(800, -800).map(Math.abs))).toBeLessThan(200)
  }
})

test('a recording whose end was never written is mended from its length', async () => {
  const file = join(folder, 'cut-off.wav')
  const growing = await createRecordingFile(file, 2)
  if (!growing.ok) throw new Error('The file was not made')
  growing.value.append(new Int16Array(2 * RATE).fill(1_000))
  await growing.value.finish()
  // As a crash leaves it: no length in the head, and a sample cut in two.
  writeFileSync(file, Buffer.concat([wavHeader(2, 0), readFileSync(file).subarray(44, -3)]))
  const repaired = await repairRecording(file)
  expect(repaired).toEqual({ ok: true, value: { file, durationMs: ((RATE - 1) * 1_000) / RATE } })
  expect(readWavFormat(readFileSync(file))?.data.bytes).toBe((RATE - 1) * 4)
  expect(await repairRecording(join(folder, 'not-there.wav'))).toMatchObject({
    error: { code: 'not-a-recording' },
  })
})

test('peaks show who spoke when', async () => {
  const file = join(folder, 'peaks.wav')
  const samples = new Int16Array(2 * 2 * RATE)
  for (let at = 0; at < RATE; at++) {
    samples[2 * at] = at % 2 === 0 ? 16_384 : -16_384
    samples[2 * (RATE + at) + 1] = 32_767
  }
  writeFileSync(file, wavFile(2, samples))
  expect(await peaksOf(file, 4)).toEqual({
    ok: true,
    value: {
      durationMs: 2_000,
      channels: [
        [0.5, 0.5, 0, 0],
        [0, 0, 1, 1],
      ],
    },
  })
  expect(await peaksOf(join(folder, 'not-there.wav'), 4)).toMatchObject({
    error: { code: 'not-a-recording' },
  })
})

test('a recording keeps the time between words, however late their packets were', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 20, maxLength: 20 }), (delays) => {
      const recorder = createRecorder({ left: ['Dora'] }, undefined, 0)
      const arrivals = delays
        .map((delay, frame) => ({ frame, at: frame * 20 + (frame === 0 ? 0 : delay) }))
        .toSorted((a, b) => a.at - b.at)
      for (const { frame, at } of arrivals) {
        if (frame % 2 === 0) recorder.add('Dora', frame * 160, new Int16Array(160).fill(frame + 1), at)
      }
      const { samples } = recorder.take(1_000, true)
      expect(samples.length).toBe(RATE)
      for (let frame = 0; frame < 20; frame++) {
        expect(samples[frame * 160 + 80]).toBe(frame % 2 === 0 ? frame + 1 : 0)
      }
    }),
  )
})

function wavFile(channels: 1 | 2, samples: Int16Array): Buffer {
  return Buffer.concat([wavHeader(channels, samples.byteLength), Buffer.from(samples.buffer)])
}

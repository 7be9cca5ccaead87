import { expect, test } from 'vitest'
import { readWavFormat, readWavSamples } from '#voice/wav.ts'
import { wavFile } from './wav-file.ts'

test('what a browser has recorded is written as telephones carry it; what is too loud is cut', () => {
  const file = wavFile(Float32Array.of(0, 0.5, -1, 3))
  const format = readWavFormat(file)
  expect(format).toMatchObject({ encoding: 'pcm16', channels: 1, rate: 8_000 })
  expect(format && [...readWavSamples(file, format)]).toEqual([0, 16_384, -32_767, 32_767])
})

import { expect, test } from 'vitest'
import { barsOf, raised, WAVE_HEIGHT, wavePath } from './waveform.ts'

test('the loudest of each stretch is kept', () => {
  expect(barsOf([1, 90, 2, 3, 4, 80], 3)).toEqual([90, 3, 80])
  expect(barsOf([5, 6], 80)).toEqual([5, 6])
  expect(barsOf([])).toEqual([])
})

test('a soft voice fills the room, silence does not', () => {
  expect(raised([10, 20, 5])).toEqual([50, 100, 25])
  expect(raised([0, 3])).toEqual([0, 20])
})

test('a waveform is one path about its middle, and silence is still a line', () => {
  expect(wavePath([0, 100])).toBe(`M0.5 14.5V17.5M1.5 0V${WAVE_HEIGHT}`)
  expect(wavePath([])).toBe('')
})

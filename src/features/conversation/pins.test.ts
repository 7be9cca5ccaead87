import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { movePin, type Pin } from './pins.ts'

test('ST-13: a pin goes between its new neighbours, and nothing else moves', () => {
  const pins = [
    { id: 'a', pin: -2 },
    { id: 'b', pin: 1 },
    { id: 'c', pin: 2 },
  ]
  expect(movePin(pins, 'c', 1)).toEqual([{ id: 'c', pin: -0.5 }])
  expect(movePin(pins, 'c', 0)).toEqual([{ id: 'c', pin: -3 }])
  expect(movePin(pins, 'a', 2)).toEqual([{ id: 'a', pin: 3 }])
  for (const to of [-1, 1, 3]) expect(movePin(pins, 'b', to)).toEqual([])
  expect(movePin(pins, 'nobody', 0)).toEqual([])
})

test('ST-13: however close pins are, each goes where it is put and the others keep their order', () => {
  const places = fc.array(
    fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true, min: 0, max: 1e-300 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(places, fc.nat(7), fc.nat(7), (numbers, from, to) => {
      const pins = inOrder(numbers.map((pin, index) => ({ id: String(index), pin })))
      const moved = pins[from % pins.length]
      if (!moved) return
      const at = to % pins.length
      const changes = new Map(movePin(pins, moved.id, at).map((one) => [one.id, one]))
      const wanted = pins.filter((one) => one !== moved).toSpliced(at, 0, moved)
      const after = inOrder(pins.map((one) => changes.get(one.id) ?? one))
      expect(idsOf(after)).toEqual(idsOf(wanted))
    }),
  )
})

function inOrder(pins: Pin[]): Pin[] {
  return pins.toSorted((a, b) => a.pin - b.pin || (a.id < b.id ? -1 : 1))
}

function idsOf(pins: Pin[]): string[] {
  return pins.map(({ id }) => id)
}

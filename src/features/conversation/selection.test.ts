import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  extend,
  MOST_SELECTED,
  NOTHING_SELECTED,
  type Selection,
  selectAll,
  toggle,
  within,
} from './selection.ts'

const LIST = ['Dora', 'Cliff', 'Sam', 'Nora', 'Ivy']

test('KB: X marks and unmarks the row where one is', () => {
  const marked = toggle(NOTHING_SELECTED, 'Sam')
  expect([...marked.ids]).toEqual(['Sam'])
  expect(toggle(marked, 'Sam').ids.size).toBe(0)
})

test('KB: Shift and the arrows mark from where one is, and unmark on the way back', () => {
  const down = extend(NOTHING_SELECTED, LIST, 'Sam', 'Cliff')
  expect([...down.ids]).toEqual(['Cliff', 'Sam'])
  const further = extend(down, LIST, 'Nora', 'Sam')
  expect([...further.ids]).toEqual(['Cliff', 'Sam', 'Nora'])
  expect([...extend(further, LIST, 'Cliff', 'Nora').ids]).toEqual(['Cliff'])
  expect([...extend(further, LIST, 'Dora', 'Nora').ids]).toEqual(['Dora', 'Cliff'])
})

test('KB: a range adds to what was marked one by one', () => {
  const two = toggle(toggle(NOTHING_SELECTED, 'Dora'), 'Sam')
  expect([...extend(two, LIST, 'Ivy', 'Sam').ids].sort()).toEqual(['Dora', 'Ivy', 'Nora', 'Sam'])
})

test('KB: what has left the list is not marked any more', () => {
  const all = selectAll(LIST)
  expect([...within(all, ['Sam', 'Nora']).ids]).toEqual(['Sam', 'Nora'])
  expect(within(all, LIST)).toBe(all)
})

test('KB: never more than a command can take, and only what is in the list', () => {
  const long = Array.from({ length: 1_200 }, (_, index) => `row ${index}`)
  const step = fc.tuple(fc.constantFrom('toggle', 'extend', 'all'), fc.nat(1_199), fc.nat(1_199))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let now: Selection = NOTHING_SELECTED
      for (const [what, at, from] of steps) {
        const [id, other] = [long[at] ?? '', long[from] ?? '']
        if (what === 'toggle') now = toggle(now, id)
        else now = what === 'all' ? selectAll(long) : extend(now, long, id, other)
        expect(now.ids.size).toBeLessThanOrEqual(MOST_SELECTED)
        if (what === 'extend' && now.ids.size < MOST_SELECTED) expect(now.ids.has(id)).toBe(true)
      }
      expect(within(now, long)).toBe(now)
    }),
  )
})

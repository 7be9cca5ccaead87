import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createView } from './view.ts'

type Row = { id: string; at: number; open: boolean }

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ id: fc.nat(30), at: fc.nat(20), open: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ gone: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.constantFrom('hold', 'release', 'look' as const) },
)

test('whatever comes, changes and goes between two looks, the list is what a fresh one would be', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const list = open()
      const rows = new Map<string, Row>()
      for (const one of steps) {
        if (one === 'look') list.ids()
        else if (one === 'hold' || one === 'release') list.hold(one === 'hold')
        else if ('gone' in one) {
          rows.delete(`${one.gone}`)
          list.update(`${one.gone}`, undefined)
        } else {
          const row = { ...one, id: `${one.id}` }
          rows.set(row.id, row)
          list.update(row.id, row)
        }
      }
      list.hold(false)
      const fresh = open()
      fresh.refill(rows.values())
      expect(list.ids()).toEqual(fresh.ids())
      for (const [place, id] of fresh.ids().entries()) {
        expect(list.indexOf(id)).toBe(place)
        expect(list.has(id)).toBe(true)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('a list that was handed out stays as it was', () => {
  const list = open()
  list.refill([row('a', 1), row('b', 2)])
  const before = list.ids()
  list.update('c', row('c', 3))
  list.update('a', undefined)
  expect(list.ids()).toEqual(['c', 'b'])
  expect(before).toEqual(['b', 'a'])
})

test('while it is held, what has left goes and nothing moves', () => {
  const list = open()
  list.refill([row('a', 1), row('b', 2), row('c', 3)])
  list.hold(true)
  list.update('a', row('a', 9))
  list.update('b', undefined)
  expect(list.ids()).toEqual(['c', 'a'])
  list.hold(false)
  expect(list.ids()).toEqual(['a', 'c'])
})

test('very many rows at once find their places too', () => {
  const list = open()
  list.extend(Array.from({ length: 5_000 }, (_, at) => row(`${at}`, (at * 7_919) % 5_000)))
  const places = list.ids().map((id) => (Number(id) * 7_919) % 5_000)
  expect(places).toEqual(Array.from({ length: 5_000 }, (_, place) => 4_999 - place))
})

// Newest first, and those of one time by their ids.
function open() {
  return createView<Row>({
    where: (row) => row.open,
    before: (a, b) => (a.at === b.at ? a.id < b.id : a.at > b.at),
  })
}

function row(id: string, at: number): Row {
  return { id, at, open: true }
}

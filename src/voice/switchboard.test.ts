import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSwitchboard, type Switchboard } from './switchboard.ts'

const LEGS = ['Dora', 'Ada', 'Ben', 'Cleo']

test('two hear each other; a transfer leaves the one who passed the call on in silence', () => {
  const board = call()
  board.bridge(['Dora', 'Ada'])
  expect(board.heardBy('Ada')).toEqual(['Dora'])
  board.bridge(['Dora', 'Ben'])
  expect([board.heardBy('Ada'), board.heardBy('Ben'), board.heardBy('Dora')]).toEqual([[], ['Dora'], ['Ben']])
})

test('on hold a customer hears nobody, and two colleagues talk without being heard', () => {
  const board = call()
  board.bridge(['Dora', 'Ada'])
  board.setHeld('Dora', true)
  board.bridge(['Ada', 'Ben'])
  expect([board.heardBy('Dora'), board.heardBy('Ada'), board.listenersOf('Ada')]).toEqual([
    [],
    ['Ben'],
    ['Ben'],
  ])
  board.setHeld('Dora', false)
  board.bridge(['Dora', 'Ada', 'Ben'])
  expect(board.heardBy('Dora')).toEqual(['Ada', 'Ben'])
})

test('legs of different calls are never put together', () => {
  const board = call()
  board.add('Stranger', 'another call')
  expect(board.bridge(['Dora', 'Stranger'])).toEqual({ ok: false, error: { code: 'apart' } })
  expect(board.bridge(['Dora', 'Nobody'])).toEqual({ ok: false, error: { code: 'unknown-leg' } })
  expect(board.heardBy('Dora')).toEqual([])
})

test('whatever is done, hearing and being heard agree, and who is muted or on hold is heard by nobody', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(bridging, leaving, holding, muting, closing), { maxLength: 30 }),
      (acts) => {
        const board = call()
        for (const act of acts) act(board)
        for (const leg of LEGS) {
          for (const other of LEGS) {
            const heard = board.heardBy(leg).includes(other)
            expect(board.listenersOf(other).includes(leg)).toBe(heard)
            if (heard)
              expect([board.isHeard(other), board.isHeld(leg), leg === other]).toEqual([true, false, false])
          }
        }
      },
    ),
  )
})

function call(): Switchboard {
  const board = createSwitchboard()
  for (const leg of LEGS) board.add(leg, 'a call')
  return board
}

type Act = (board: Switchboard) => void
const leg = fc.constantFrom(...LEGS)
const bridging = fc.subarray(LEGS).map(
  (legs): Act =>
    (board) =>
      void board.bridge(legs),
)
const leaving = leg.map(
  (who): Act =>
    (board) =>
      board.unbridge(who),
)
const holding = fc.tuple(leg, fc.boolean()).map(
  ([who, on]): Act =>
    (board) =>
      board.setHeld(who, on),
)
const muting = fc.tuple(leg, fc.boolean()).map(
  ([who, on]): Act =>
    (board) =>
      board.setMuted(who, on),
)
const closing = leg.map(
  (who): Act =>
    (board) =>
      board.remove(who),
)

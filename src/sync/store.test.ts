import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, read, saved } from './command.ts'
import { createStore } from './store.ts'
import { syncedType } from './synced.ts'

const noteType = syncedType('note', z.object({ id: z.string(), text: z.string(), rank: z.number() }), {
  audience: () => null,
})
const itemType = syncedType(
  'item',
  z.object({ id: z.string(), conversationId: z.string(), seq: z.number() }),
  { inThread: true },
)
const ringType = syncedType(
  'ring',
  z.object({ id: z.string(), conversationId: z.string(), seq: z.number() }),
  { inThread: true, outsideThread: true, urgent: true },
)
type Note = z.output<typeof noteType.row>

const addCommand = command('note.add', z.object({ id: z.string(), by: z.number() }), {
  reads: ({ id }) => [read(noteType, [id])],
  decide(rows, { id, by }) {
    const note = rows.get(noteType, id)
    return note
      ? ok({ saved: [saved(noteType, { ...note, rank: note.rank + by })], events: [] })
      : refuse('not-found')
  },
})
const CONTEXT = { actor: { type: 'member', id: 'ada' }, now: '2026-11-23T09:00:00.000Z' } as const

function newStore() {
  return createStore([noteType, itemType, ringType], (flush) => flush())
}

test('a change is shown at once, and does not flicker when the server confirms it before or after its rows', () => {
  const store = newStore()
  store.apply(1, { rows: { note: [{ id: 'a', text: '', rank: 1 } as Note] } })
  const seen: (number | undefined)[] = []
  store.subscribe(noteType, 'a', () => seen.push(store.get(noteType, 'a')?.rank))
  store.run('m1', addCommand, { id: 'a', by: 10 }, CONTEXT)
  store.confirm('m1', 3)
  store.apply(2, { rows: { note: [{ id: 'a', text: 'by Ben', rank: 1 } as Note] } })
  expect(store.get(noteType, 'a')).toEqual({ id: 'a', text: 'by Ben', rank: 11 })
  store.apply(3, { rows: { note: [{ id: 'a', text: 'by Ben', rank: 11 } as Note] } })
  expect(store.pending()).toEqual([])
  expect(new Set(seen)).toEqual(new Set([11]))
})

test('what rings is shown as soon as it comes, whatever else waits for its turn', () => {
  const waiting: (() => void)[] = []
  const store = createStore([noteType, itemType, ringType], (flush) => void waiting.push(flush))
  const seen: string[] = []
  store.onChange((changes) => seen.push(...[...changes.values()].map(({ type }) => type)))
  store.apply(1, { rows: { note: [{ id: 'a', text: '', rank: 1 } as Note] } })
  expect(seen).toEqual([])
  const rings = { id: 'r', conversationId: 'c', seq: 1 }
  store.apply(2, { rows: { ring: [rings] } })
  expect(seen).toEqual(['note', 'ring'])
  for (const flush of waiting) flush()
  store.apply(3, { gone: { ring: ['r'] } })
  expect(seen).toEqual(['note', 'ring', 'ring'])
})

test('what pending changes make of a row can be told from what the server has', () => {
  const store = newStore()
  store.apply(1, { rows: { note: [{ id: 'a', text: '', rank: 1 } as Note] } })
  expect(store.guesses(noteType)).toEqual([])
  store.run('m1', addCommand, { id: 'a', by: 10 }, CONTEXT)
  expect(store.guesses(noteType)).toMatchObject([{ server: { rank: 1 }, shown: { rank: 11 } }])
  store.withdraw('m1')
  expect(store.guesses(noteType)).toEqual([])
})

test('everybody is told of a list that somebody has read already', () => {
  let flush = () => {}
  const store = createStore([noteType], (later) => {
    flush = later
  })
  const list = store.view(noteType, { where: () => true, before: (a, b) => a.id < b.id })
  let told = 0
  list.subscribe(() => told++)
  store.apply(1, { rows: { note: [{ id: 'a', text: '', rank: 1 } as Note] } })
  expect(list.ids()).toEqual(['a'])
  flush()
  expect(told).toBe(1)
})

test('a refused change is undone, and later ones stay', () => {
  const store = newStore()
  store.apply(1, { rows: { note: [{ id: 'a', text: '', rank: 0 } as Note] } })
  store.run('m1', addCommand, { id: 'a', by: 1 }, CONTEXT)
  store.run('m2', addCommand, { id: 'a', by: 5 }, CONTEXT)
  store.withdraw('m1')
  expect(store.get(noteType, 'a')?.rank).toBe(5)
})

test('an answer that was overtaken by the feed does not bring old rows back', () => {
  const store = newStore()
  store.apply(5, { rows: { note: [{ id: 'a', text: 'new', rank: 0 } as Note] }, gone: { note: ['b'] } })
  store.merge(4, {
    note: [{ id: 'a', text: 'old', rank: 0 } as Note, { id: 'b', text: 'old', rank: 0 } as Note],
  })
  expect(store.get(noteType, 'a')?.text).toBe('new')
  expect(store.get(noteType, 'b')).toBeUndefined()
})

test('only held threads grow, in the order of their numbers', () => {
  const store = newStore()
  const item = (id: string, conversationId: string, seq: number) => ({ id, conversationId, seq })
  store.holdThread('dora')
  store.apply(1, { rows: { item: [item('2', 'dora', 2), item('1', 'dora', 1), item('9', 'other', 1)] } })
  expect(store.thread('dora').map(({ row }) => row.seq)).toEqual([1, 2])
  expect(store.thread('other')).toEqual([])
  store.dropThread('dora')
  expect(store.thread('dora')).toEqual([])
  store.holdThread('dora')
  store.merge(1, { item: [item('1', 'dora', 1)] })
  expect(store.thread('dora')).toHaveLength(1)
})

test('what is looked at elsewhere too is held without its thread, and stands there only when that is held', () => {
  const store = newStore()
  const ring = (seq: number) => ({ id: `r${seq}`, conversationId: 'dora', seq })
  const numbers = () => store.thread('dora').map(({ row }) => row.seq)
  store.apply(1, { rows: { ring: [ring(3)] } })
  expect(store.get(ringType, 'r3')).toBeDefined()
  expect(numbers()).toEqual([])
  store.holdThread('dora')
  store.merge(1, { ring: [ring(2), ring(3)] })
  expect(numbers()).toEqual([2, 3])
  store.dropThread('dora')
  expect(numbers()).toEqual([])
  expect(store.get(ringType, 'r3')).toBeDefined()
  store.dropThread('dora', true)
  expect(store.get(ringType, 'r3')).toBeUndefined()
})

test('after any interleaving of commands, confirmations and feed, the browser shows what the server has', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({
        do: fc.constant('run' as const),
        id: fc.constantFrom('a', 'b', 'c'),
        by: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({
        do: fc.constantFrom('serve' as const, 'refuse' as const, 'tell' as const, 'answer' as const),
      }),
      fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom('a', 'b', 'c') }),
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(steps, (list) => {
      const { store, server, play, drain } = simulation()
      for (const step of list) play(step)
      drain()
      expect(store.pending()).toEqual([])
      for (const id of ['a', 'b', 'c']) expect(store.get(noteType, id)).toEqual(server.get(id))
      expect(view(store)).toEqual(
        [...server.values()].sort((x, y) => y.rank - x.rank || (x.id < y.id ? -1 : 1)).map(({ id }) => id),
      )
    }),
    { numRuns: 500 },
  )
})

type Step = { do: string; id?: string; by?: number }

// A server that does one thing at a time, and a feed and answers that arrive later, in their own order.
function simulation() {
  const store = newStore()
  const list = store.view(noteType, {
    where: () => true,
    before: (a, b) => a.rank > b.rank || (a.rank === b.rank && a.id < b.id),
  })
  views.set(store, list)
  const server = new Map<string, Note>()
  const feed: { seq: number; rows: Note[]; gone: string[] }[] = []
  const inbox: { mid: string; id: string; by: number }[] = []
  const answers: { mid: string; seq: number | null }[] = []
  let seq = 0
  let made = 0
  for (const id of ['a', 'b', 'c']) change([{ id, text: '', rank: 0 }])

  function change(rows: Note[], gone: string[] = []) {
    seq++
    for (const row of rows) server.set(row.id, row)
    for (const id of gone) server.delete(id)
    feed.push({ seq, rows, gone })
  }

  function play({ do: what, id = 'a', by = 1 }: Step) {
    if (what === 'run') {
      const mid = `m${made++}`
      store.run(mid, addCommand, { id, by }, CONTEXT)
      inbox.push({ mid, id, by })
    } else if (what === 'serve' || what === 'refuse') serve(what === 'refuse')
    else if (what === 'tell') tell()
    else if (what === 'answer') answer()
    else change([], [id])
  }

  function serve(refused: boolean) {
    const next = inbox.shift()
    if (!next) return
    const row = server.get(next.id)
    if (!row || refused) return void answers.push({ mid: next.mid, seq: null })
    change([{ ...row, rank: row.rank + next.by }])
    answers.push({ mid: next.mid, seq })
  }

  function tell() {
    const next = feed.shift()
    if (next) store.apply(next.seq, { rows: { note: next.rows }, gone: { note: next.gone } })
  }

  function answer() {
    const next = answers.shift()
    if (next?.seq === null) store.withdraw(next.mid)
    else if (next) store.confirm(next.mid, next.seq)
  }

  function drain() {
    while (inbox.length > 0) serve(false)
    while (answers.length > 0) answer()
    while (feed.length > 0) tell()
  }

  return { store, server, play, drain }
}

const views = new WeakMap<object, { ids(): readonly string[] }>()
const view = (store: object) => views.get(store)?.ids()

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { rowsOf } from './rows.ts'
import { createStore } from './store.ts'
import { syncedType } from './synced.ts'

const noteType = syncedType('note', z.object({ id: z.string(), text: z.string() }), { audience: () => null })

test('whoever shows a list hears of a row that changes in its place, and of nothing when none has', () => {
  const store = createStore([noteType], (flush) => flush())
  const before = (a: { id: string }, b: { id: string }) => a.id < b.id
  const view = store.view(noteType, { where: () => true, before })
  const note = (id: string, text: string) => ({ id, text })
  store.apply(1, { rows: { note: [note('a', 'sent'), note('b', 'sent'), note('z', 'elsewhere')] } })
  const rows = rowsOf(store, noteType, view.ids().slice(0, 2))
  const told: string[][] = []
  const end = rows.subscribe(() => told.push(rows.get().map(({ text }) => text)))
  expect(rows.get()).toBe(rows.get())

  store.apply(2, { rows: { note: [note('b', 'sent again')] } })
  store.apply(3, { rows: { note: [note('z', 'of no list')] } })
  store.apply(4, { gone: { note: ['a'] } })
  expect(told).toEqual([['sent', 'sent again'], ['sent again']])

  end()
  store.apply(5, { rows: { note: [note('b', 'sent once more')] } })
  expect(told).toHaveLength(2)
})

import { expect, test } from 'vitest'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type Fact, takeBack, watch } from './undo.ts'

type Row = { status: string; tags: string[] }

function world(answer: Result<unknown> = ok(null)) {
  const rows = new Map<string, Row>()
  const commands: string[] = []
  const statuses: Fact = {
    of: (id) => rows.get(id)?.status,
    restore(ids, value) {
      commands.push(`${ids.join(' ')}: ${String(value)}`)
      for (const id of ids) set(id, { status: String(value) })
      return [Promise.resolve(answer)]
    },
  }
  const tags: Fact = {
    of: (id) => rows.get(id)?.tags,
    restore(ids, value) {
      commands.push(`${ids.join(' ')}: ${JSON.stringify(value)}`)
      for (const id of ids) set(id, { tags: Array.isArray(value) ? value.map(String) : [] })
      return [Promise.resolve(answer)]
    },
  }
  for (const id of ['Dora', 'Cliff', 'Sam']) rows.set(id, { status: 'open', tags: [] })
  return { rows, commands, facts: [statuses, tags], set }

  function set(id: string, change: Partial<Row>): void {
    const row = rows.get(id)
    if (row) rows.set(id, { ...row, ...change })
  }
}

test('KB: undo makes a bulk change as it was, one command for those that were alike', () => {
  const { rows, commands, facts, set } = world()
  set('Sam', { status: 'spam' })
  const watched = watch(facts, ['Dora', 'Cliff', 'Sam'])
  for (const id of ['Dora', 'Cliff', 'Sam']) set(id, { status: 'done' })
  expect(takeBack(watched()).kept).toBe(0)
  expect(commands).toEqual(['Dora Cliff: open', 'Sam: spam'])
  expect(rows.get('Sam')?.status).toBe('spam')
})

test('KB: what somebody has changed since stays theirs, and is counted', () => {
  const { rows, facts, set } = world()
  const watched = watch(facts, ['Dora', 'Cliff'])
  for (const id of ['Dora', 'Cliff']) set(id, { status: 'done', tags: ['late'] })
  const done = watched()
  set('Dora', { status: 'spam' })
  expect(takeBack(done).kept).toBe(1)
  expect(rows.get('Dora')).toEqual({ status: 'spam', tags: [] })
  expect(rows.get('Cliff')).toEqual({ status: 'open', tags: [] })
})

test('KB: what is already as it was needs nothing, and what was never changed is left alone', () => {
  const { commands, facts, set } = world()
  const watched = watch(facts, ['Dora', 'Cliff'])
  set('Dora', { status: 'done' })
  const done = watched()
  set('Dora', { status: 'open' })
  set('Cliff', { status: 'spam' })
  expect(takeBack(done).kept).toBe(0)
  expect(commands).toEqual([])
})

test('ruling 10: it is taken back when all of it could be', async () => {
  for (const [answer, able] of [[ok(null), true] as const, [refuse('moving-off'), false] as const]) {
    const { facts, set } = world(answer)
    const watched = watch(facts, ['Dora'])
    set('Dora', { status: 'done', tags: ['late'] })
    expect(await takeBack(watched()).able).toBe(able)
  }
})

import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { type Database, inWorkspace, type Transaction } from './db.ts'
import { sql } from './sql.ts'

const workspaceId = uuidv7()
let base: { db: Database; drop(): Promise<void> }

beforeAll(async () => {
  base = await testDatabase()
})
afterAll(() => base.drop())

const one = (tx: Transaction) => tx.one(sql<{ one: number }>`select 1 as one`)
const broken = (tx: Transaction) => tx.one(sql<{ one: number }>`select 1 / 0 as one`)

test('a statement that nobody waits for fails its transaction, and nothing else', async () => {
  const unheard: unknown[] = []
  const hear = (reason: unknown) => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  const work = inWorkspace(base.db, workspaceId, async (tx) => {
    const later = broken(tx)
    await broken(tx)
    return later
  })
  await expect(work).rejects.toThrow('division by zero')
  const unawaited = inWorkspace(base.db, workspaceId, async (tx) => {
    void broken(tx)
    return 'done'
  })
  await expect(unawaited).rejects.toThrow('division by zero')
  // Node tells of what nobody heard after the turn in which it failed.
  await sleep(20)
  process.off('unhandledRejection', hear)
  expect(unheard).toEqual([])
})

test('what goes on after its transaction ended reaches no other one', async () => {
  let late: Transaction | undefined
  await inWorkspace(base.db, workspaceId, async (tx) => {
    late = tx
    expect(await one(tx)).toEqual({ one: 1 })
  })
  await expect(late && one(late)).rejects.toThrow('ended')
  const refused = inWorkspace(base.db, workspaceId, async (tx) => {
    late = tx
    throw new Error('No')
  })
  await expect(refused).rejects.toThrow('No')
  await expect(late && one(late)).rejects.toThrow('ended')
})

test('a connection that is lost in the middle is an error of its transaction, and the next one has another', async () => {
  const work = inWorkspace(base.db, workspaceId, async (tx) => {
    const held = await tx.one(sql<{ pid: number }>`select pg_backend_pid() as pid`)
    const left = tx.rows(sql`select pg_sleep(30)`)
    await endConnection(held?.pid ?? 0)
    await one(tx)
    return left
  })
  await expect(work).rejects.toThrow()
  expect(await inWorkspace(base.db, workspaceId, one)).toEqual({ one: 1 })
})

async function endConnection(pid: number): Promise<void> {
  const client = new pg.Client(base.db.owner.options.connectionString)
  await client.connect()
  await client.query('select pg_terminate_backend($1)', [pid])
  await client.end()
}

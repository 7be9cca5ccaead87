import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { eventually } from '#test/eventually.ts'
import { type CarrierApp, startCarrierApp } from './carrier.ts'
import { emailOf, PASSWORD } from './world.ts'

// Long enough for whatever tries again every second to have tried several times.
const OUTAGE_MS = 2_500

let app: CarrierApp

beforeEach(async () => {
  app = await startCarrierApp({ cuttable: true })
  return () => app.close()
})

test('while the database is away nothing is acknowledged; when it is back everything goes on', async () => {
  expect(await app.text('Before')).toBe(200)
  const before = await connections()
  app.way?.cut()
  expect(await app.text('Lost on the way')).toBe(503)
  expect((await fetch(`${app.url}/healthz`)).status).toBe(503)
  await sleep(OUTAGE_MS)
  app.way?.mend()
  await eventually(async () => expect(await app.text('After')).toBe(200))
  const id = await app.reply('We are back')
  await eventually(async () => expect((await app.message(id)).status).toBe('accepted'))
  await app.sweep()
  expect((await app.thread()).map(({ text }) => text).toSorted()).toEqual([
    'After',
    'Before',
    'Lost on the way',
    'We are back',
  ])
  await eventually(async () => expect(await connections()).toBeLessThanOrEqual(before + 4))
  expect(await presences()).toBe(1)
})

test('a job whose end could not be written down is done again, and sends nothing twice', async () => {
  app.fake.script({ answerAfterMs: 300 })
  const id = await app.reply('Cut in the middle')
  await eventually(() => expect(app.fake.accepted()).toHaveLength(1))
  app.way?.cut()
  await sleep(OUTAGE_MS)
  app.way?.mend()
  await eventually(async () => expect(await locked()).toBe(0))
  await app.elapse(60)
  expect(await app.message(id)).toMatchObject({
    status: 'accepted',
    providerMessageId: app.fake.accepted()[0]?.sid,
  })
  const next = await app.reply('And the next one')
  await eventually(async () => expect((await app.message(next)).status).toBe('accepted'))
  expect(app.fake.accepted()).toHaveLength(2)
})

test('browsers that come while the database is away are served when it is back', async () => {
  await app.text('Hello?')
  for (const socket of app.ada.sockets) socket.terminate()
  // Cut at every moment of their way in.
  for (let round = 0; round < 20; round++) {
    app.way?.mend()
    await sleep(round * 3)
    app.way?.cut()
    for (const socket of app.ada.sockets) socket.terminate()
    app.ada.connection.wake()
    await signIn()
  }
  app.way?.mend()
  app.ada.connection.wake()
  await eventually(() => expect(app.ada.connection.state()).toBe('live'))
  await eventually(async () => expect(await app.text('Still there?')).toBe(200))
  await eventually(async () => expect(await signIn()).toBe(200))
})

async function signIn(): Promise<number> {
  const body = JSON.stringify({ email: emailOf(app.world.ada), password: PASSWORD })
  const headers = { 'content-type': 'application/json', origin: app.url }
  const response = await fetch(`${app.url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  return response.status
}

function connections(): Promise<number> {
  return count(sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = 'centralita'`)
}

// Locks that say "this process lives": held, or waited for.
function presences(): Promise<number> {
  return count(sql<{ count: number }>`select count(*)::int as count from pg_locks
    where locktype = 'advisory' and classid = 7236191
      and database = (select oid from pg_database where datname = current_database())`)
}

function locked(): Promise<number> {
  return count(
    sql<{
      count: number
    }>`select count(*)::int as count from graphile_worker._private_jobs where locked_at is not null`,
  )
}

async function count(statement: Parameters<typeof ownerRows<{ count: number }>>[1]): Promise<number> {
  const [row] = await ownerRows(app.world.core.db, statement)
  return row?.count ?? 0
}

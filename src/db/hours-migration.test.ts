import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursSchema } from '#features/inbox/hours.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { migrationNames, prepareMigrations, runMigration } from './migrate.ts'

const MIGRATION = '0016_one_business_hours.sql'

let base: Awaited<ReturnType<typeof testDatabase>>
let client: pg.Client

beforeAll(async () => {
  base = await testDatabase()
  client = new pg.Client(base.url)
  await client.connect()
  await client.query('drop schema auth cascade; drop schema public cascade; create schema public')
  await prepareMigrations(client)
  for (const name of migrationNames()) if (name < MIGRATION) await runMigration(client, name)
})
afterAll(async () => {
  await client.end()
  await base.drop()
})

test('AD-5: what was said for calls alone is what the inbox says from now on, unless it had said something itself', async () => {
  const workspace = uuidv7()
  await client.query('insert into workspace (workspace_id, name, created_at) values ($1, $2, now())', [
    workspace,
    'Mills',
  ])
  const own = { timeZone: 'UTC', week: [{ day: 1, from: '08:00', to: '09:00' }], holidays: [] }
  const [quiet, said] = [uuidv7(), uuidv7()]
  for (const [id, hours] of [
    [quiet, null],
    [said, own],
  ] as const) {
    await client.query(
      'insert into inbox (workspace_id, id, name, emoji, position, created_at, hours) values ($1, $2, $5, $3, 0, now(), $4)',
      [workspace, id, '💬', hours && JSON.stringify(hours), 'Support'],
    )
    const days = [
      [],
      [
        { from: '09:00', to: '12:30' },
        { from: '14:00', to: '17:00' },
      ],
      ...[[], [], []],
      [{ from: '22:00', to: '02:00' }],
      [{ from: '20:00', to: '00:00' }],
    ]
    await client.query(
      `insert into inbox_calling (workspace_id, id, ring_together, ring_seconds, ring_order, hours, greeting_language, recording, transcribe)
       values ($1, $2, true, 25, '[]', $3, 'en', 'off', false)`,
      [workspace, id, JSON.stringify({ timeZone: 'Europe/Madrid', days })],
    )
  }
  await runMigration(client, MIGRATION)
  const { rows } = await client.query<{ id: string; hours: unknown }>('select id, hours from inbox')
  const hours = new Map(rows.map((row) => [row.id, row.hours]))
  expect(hours.get(said)).toEqual(own)
  expect(hours.get(quiet)).toEqual({
    timeZone: 'Europe/Madrid',
    holidays: [],
    week: [
      { day: 1, from: '09:00', to: '12:30' },
      { day: 1, from: '14:00', to: '17:00' },
      { day: 5, from: '22:00', to: '24:00' },
      { day: 6, from: '00:00', to: '02:00' },
      { day: 6, from: '20:00', to: '24:00' },
    ],
  })
  expect(hoursSchema.safeParse(hours.get(quiet)).success).toBe(true)
})

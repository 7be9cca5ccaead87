import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#test/database.ts'
import { appliedMigrations, migrate, migrationNames } from './migrate.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let client: pg.Client

beforeAll(async () => {
  base = await testDatabase()
  client = new pg.Client(base.url)
  await client.connect()
  await client.query('drop schema auth cascade; drop schema public cascade; create schema public')
})
afterAll(async () => {
  await client.end()
  await base.drop()
})

test('what follows from new migrations is done with the last of them or not at all, and once', async () => {
  const failing = migrate(client, () => Promise.reject(new Error('Killed')))
  await expect(failing).rejects.toThrow('Killed')
  const names = migrationNames()
  expect(await appliedMigrations(client)).toEqual(names.slice(0, -1))
  let times = 0
  const after = async () => void times++
  expect(await migrate(client, after)).toEqual(names.slice(-1))
  expect(await migrate(client, after)).toEqual([])
  expect(times).toBe(1)
})

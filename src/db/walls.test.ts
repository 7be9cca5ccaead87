import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { breach, furnish } from '#test/isolation/breach.ts'
import { owner, tenantTables } from '#test/isolation/walls.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let tables: string[]
const [ours, theirs] = [uuidv7(), uuidv7()]

beforeAll(async () => {
  base = await testDatabase()
  tables = await tenantTables(base.db)
  await furnish(base.db, tables, [ours, theirs])
})
afterAll(() => base.drop())

test('under row-level security alone, without any filter, nothing of another workspace is seen or changed', async () => {
  expect(tables.length).toBeGreaterThan(30)
  for (const table of tables) expect(await breach(base.db, table, ours, theirs), table).toBeUndefined()
})

test('each policy that falls is noticed', async () => {
  const unnoticed: string[] = []
  for (const table of tables)
    for (const fall of [
      `alter policy workspace_only on "${table}" using (true)`,
      `alter table "${table}" disable row level security`,
    ]) {
      await owner(base.db, fall)
      if ((await breach(base.db, table, ours, theirs)) === undefined) unnoticed.push(fall)
      await owner(
        base.db,
        `alter policy workspace_only on "${table}" using (workspace_id = current_workspace())`,
      )
      await owner(base.db, `alter table "${table}" enable row level security`)
    }
  expect(unnoticed).toEqual([])
})

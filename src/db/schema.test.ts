import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#test/database.ts'
import { createWorld, type World } from '#test/world.ts'
import { inWorkspace, ownerRows } from './db.ts'
import { sql } from './sql.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let mills: World
let rivals: World

beforeAll(async () => {
  base = await testDatabase()
  mills = await createWorld(base.db)
  rivals = await createWorld(base.db)
})
afterAll(() => base.drop())

const TENANT_TABLES = `select c.oid, c.relname as name, c.relforcerowsecurity as forced from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not in ('schema_migration', 'job_worker')`

test('every tenant table forces row-level security with a policy for the application', async () => {
  const rows = await owner<{ name: string; forced: boolean; policies: string[] }>(`
    select t.name, t.forced, array(select polname::text from pg_policy p where p.polrelid = t.oid order by 1) as policies
    from (${TENANT_TABLES}) t`)
  expect(rows.length).toBeGreaterThan(15)
  expect(rows.filter(({ forced, policies }) => !forced || !policies.includes('workspace_only'))).toEqual([])
})

test('the workspace comes first in every key and index of a tenant table', async () => {
  const rows = await owner<{ index: string; first: string }>(`
    select i.indexrelid::regclass::text as index, a.attname as first from pg_index i
    join (${TENANT_TABLES}) t on t.oid = i.indrelid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]`)
  // A GIN index has no order of columns; the key of a block, with which each of its words begins, is one workspace's.
  expect(rows.filter(({ first }) => first !== 'workspace_id')).toEqual([
    { index: 'search_item_words', first: 'words' },
  ])
})

test('no foreign key leads out of a workspace', async () => {
  const rows = await owner<{ name: string; first: string }>(`
    select c.conname as name, a.attname as first from pg_constraint c join (${TENANT_TABLES}) t on t.oid = c.conrelid
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where c.contype = 'f'`)
  expect(rows.filter(({ first }) => first !== 'workspace_id')).toEqual([])
})

test('times know their zone, to the millisecond', async () => {
  const rows = await owner<{ column: string }>(`
    select t.name || '.' || a.attname as column from (${TENANT_TABLES}) t join pg_attribute a on a.attrelid = t.oid
    where a.atttypid in ('timestamp'::regtype, 'timestamptz'::regtype, 'date'::regtype, 'time'::regtype)
      and format_type(a.atttypid, a.atttypmod) <> 'timestamp(3) with time zone'`)
  expect(rows).toEqual([])
})

test('messages and events are partitioned by their workspace', async () => {
  const rows = await owner<{ name: string; key: string }>(`
    select partrelid::regclass::text as name, pg_get_partkeydef(partrelid) as key from pg_partitioned_table order by 1`)
  expect(rows).toEqual([
    { name: 'event', key: 'HASH (workspace_id)' },
    { name: 'message', key: 'HASH (workspace_id)' },
  ])
})

test('a transaction sees and changes only its own workspace, whatever its statements say', async () => {
  await inWorkspace(base.db, mills.workspaceId, async (tx) => {
    const inboxes = await tx.rows(
      sql<{ workspaceId: string }>`select workspace_id as "workspaceId" from inbox`,
    )
    expect(new Set(inboxes.map((row) => row.workspaceId))).toEqual(new Set([mills.workspaceId]))
    expect(
      await tx.rows(
        sql<{ id: string }>`update member set name = 'Mallory' where id = ${rivals.ada} returning id`,
      ),
    ).toEqual([])
    expect(
      await tx.rows(
        sql<{ id: string }>`delete from inbox where workspace_id = ${rivals.workspaceId} returning id`,
      ),
    ).toEqual([])
  })
  const smuggle = inWorkspace(base.db, mills.workspaceId, (tx) =>
    tx.rows(sql`insert into contact (workspace_id, id, created_at, updated_at)
      values (${rivals.workspaceId}, gen_random_uuid(), now(), now())`),
  )
  await expect(smuggle).rejects.toMatchObject({ code: '42501' })
})

test('the application role cannot read who signs in, nor the job queue', async () => {
  const peek = (text: string) =>
    inWorkspace(base.db, mills.workspaceId, (tx) => tx.rows({ text, name: text.slice(0, 30), values: [] }))
  await expect(peek('select * from auth.account')).rejects.toMatchObject({ code: '42501' })
  await expect(peek('select * from graphile_worker._private_jobs')).rejects.toMatchObject({ code: '42501' })
})

function owner<Row>(text: string): Promise<Row[]> {
  return ownerRows<Row>(base.db, { text, name: '', values: [] })
}

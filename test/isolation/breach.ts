import { type Database, inWorkspace, sqlState } from '#db/db.ts'
import { statement } from '#db/sql.ts'
import { owner } from './walls.ts'

/** One row of each workspace in every table, whatever it says: what binds rows to each other is taken away first. */
export async function furnish(db: Database, tables: string[], workspaceIds: string[]): Promise<void> {
  await owner(
    db,
    `do $$ declare one record; begin
      for one in select conrelid::regclass as name, conname from pg_constraint
        where contype in ('c', 'f') and conparentid = 0 and connamespace = 'public'::regnamespace loop
        execute format('alter table %s drop constraint if exists %I', one.name, one.conname);
      end loop;
    end $$`,
  )
  for (const table of tables) for (const id of workspaceIds) await add(db, table, id)
}

async function add(db: Database, table: string, workspaceId: string): Promise<void> {
  const columns = await owner<{ name: string; type: string }>(
    db,
    `select quote_ident(attname) as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = '"${table}"'::regclass and attnum > 0 and not attisdropped and attnotnull
       and attgenerated = '' and attname <> 'workspace_id'`,
  )
  const names = ['workspace_id', ...columns.map(({ name }) => name)]
  const values = [`'${workspaceId}'`, ...columns.map(({ type }) => VALUES[type] ?? `'{}'`)]
  await owner(db, `insert into "${table}" (${names.join()}) values (${values.join()})`)
}

// Anything of its kind; what is not here is a list or a record, and empty.
const VALUES: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: `'text'`,
  bigint: '1',
  integer: '1',
  smallint: '1',
  boolean: 'true',
  'double precision': '1',
  'timestamp with time zone': 'now()',
  tsvector: `''`,
  bytea: `''`,
}

/** What somebody in `ours` can do to the rows of `theirs` with statements that filter nothing; undefined: nothing. */
export async function breach(
  db: Database,
  table: string,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const seen = await rows(db, ours, `select workspace_id from "${table}"`)
  if (seen.some(({ workspace_id }) => workspace_id !== ours)) return 'seen'
  const changed = await rows(
    db,
    ours,
    `update "${table}" set workspace_id = workspace_id returning workspace_id`,
  )
  if (changed.some(({ workspace_id }) => workspace_id !== ours)) return 'changed'
  const moved = await rows(
    db,
    ours,
    `update "${table}" set workspace_id = '${theirs}' returning workspace_id`,
  )
  return moved.length > 0 ? 'given away' : undefined
}

type Row = { workspace_id: string }

// What is refused is not done; nothing of it stays.
async function rows(db: Database, workspaceId: string, text: string): Promise<Row[]> {
  const found: Row[] = []
  await inWorkspace(db, workspaceId, async (tx) => {
    found.push(...(await tx.rows(statement<Row>(text, []))))
    throw new Undone()
  }).catch((error: unknown) => {
    if (error instanceof Undone || sqlState(error) === '42501') return
    throw error
  })
  return found
}

class Undone extends Error {}

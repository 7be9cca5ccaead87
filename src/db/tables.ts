import type pg from 'pg'

/** A table that belongs in a backup, with the columns that a row is made of, as SQL wants them written. */
export type StoredTable = { name: string; sql: string; columns: string[] }

// Which process works, and what is waiting to be worked on, belongs to a running server and not to a backup; and search is
// filled again from what was said.
const LEFT_OUT = ['schema_migration', 'job_worker', 'search_progress', 'search_block', 'search_item']

/** Every table of ours, each after those that it refers to. */
export async function storedTables(client: pg.ClientBase): Promise<StoredTable[]> {
  const tables = await client.query<StoredTable & { refersTo: string[] }>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql,
      array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
      array(select distinct rn.nspname || '.' || r.relname from pg_constraint k
        join pg_class r on r.oid = k.confrelid join pg_namespace rn on rn.oid = r.relnamespace
        where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid and not r.relispartition) as "refersTo"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all($1) order by 1`,
    [LEFT_OUT],
  )
  return inOrder(tables.rows).map(({ name, sql, columns }) => ({ name, sql, columns }))
}

/** All rows as JSON, one a line, in pieces of about `bytes`. Needs a transaction, whose snapshot it reads. */
export async function* readRows(
  client: pg.ClientBase,
  { sql, columns }: StoredTable,
  bytes: number,
): AsyncGenerator<{ lines: string; rows: number }> {
  await client.query(
    `declare stored no scroll cursor for select to_json(r)::text as line from (select ${columns.join(', ')} from ${sql}) r`,
  )
  // A row may be some words or some megabytes: as many at once as fill a piece.
  for (let limit = 10; ; ) {
    const { rows } = await client.query<{ line: string }>(`fetch ${limit} from stored`)
    if (rows.length === 0) break
    const lines = rows.map(({ line }) => `${line}\n`).join('')
    yield { lines, rows: rows.length }
    const fitting = Math.floor((bytes * rows.length) / lines.length)
    limit = Math.max(1, Math.min(fitting, 4 * limit, 10_000))
  }
  await client.query('close stored')
}

/** Adds rows that `readRows` has read. */
export async function addRows(
  client: pg.ClientBase,
  { sql, columns }: StoredTable,
  lines: string,
): Promise<number> {
  const list = columns.join(', ')
  const { rowCount } = await client.query(
    `insert into ${sql} (${list}) select ${list} from json_populate_recordset(null::${sql}, $1)`,
    [`[${lines.trimEnd().replaceAll('\n', ',')}]`],
  )
  return rowCount ?? 0
}

export async function countRows(client: pg.ClientBase, { sql }: StoredTable): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*)::text as count from ${sql}`)
  return Number(rows[0]?.count)
}

function inOrder<Table extends { name: string; refersTo: string[] }>(tables: Table[]): Table[] {
  const ordered: Table[] = []
  const waiting = new Set(tables)
  while (waiting.size > 0) {
    const placed = new Set(ordered.map(({ name }) => name))
    const next = [...waiting].filter(({ refersTo }) => refersTo.every((name) => placed.has(name)))
    if (next.length === 0) throw new Error('Tables refer to each other in a circle')
    for (const table of next) waiting.delete(table)
    ordered.push(...next)
  }
  return ordered
}

import { type Database, ownerRows } from '#db/db.ts'

/** Opens the second wall, row-level security, so that only the code’s own filters stand. */
export async function openWalls(db: Database): Promise<void> {
  const tables = await tenantTables(db)
  for (const table of tables)
    await owner(db, `alter policy workspace_only on "${table}" using (true) with check (true)`)
}

/** The tables of workspaces. */
export async function tenantTables(db: Database): Promise<string[]> {
  const rows = await ownerRows<{ name: string }>(db, {
    ...{ name: '', values: [] },
    text: `select c.relname as name from pg_class c join pg_policy p on p.polrelid = c.oid and p.polname = 'workspace_only'
      where c.relnamespace = 'public'::regnamespace order by 1`,
  })
  return rows.map(({ name }) => name)
}

export function owner<Row = unknown>(db: Database, text: string): Promise<Row[]> {
  return ownerRows<Row>(db, { text, name: '', values: [] })
}

import { readdirSync, readFileSync } from 'node:fs'
import type { ClientBase } from 'pg'

const FOLDER = new URL('./migrations/', import.meta.url)
/** Whoever changes the schema holds it. */
export const MIGRATION_LOCK = 7_236_190

/**
 * Brings the schema up to date, once however many nodes start together. `after` is done in the transaction of the
 * last migration. Returns the names that were applied.
 */
export async function migrate(
  client: ClientBase,
  after: (client: ClientBase) => Promise<void> = async () => {},
): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await prepareMigrations(client)
    const applied = new Set(await appliedMigrations(client))
    const pending = migrationNames().filter((name) => !applied.has(name))
    const last = pending.at(-1)
    for (const name of pending) await apply(client, name, name === last ? after : undefined)
    return pending
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

/** What must be there before the first migration. */
export async function prepareMigrations(client: ClientBase): Promise<void> {
  await createApplicationRole(client)
  await client.query(
    'create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())',
  )
}

/** The migrations that have made the schema, in their order; none when the database is empty. */
export async function appliedMigrations(client: ClientBase): Promise<string[]> {
  const { rows: known } = await client.query(
    "select to_regclass('public.schema_migration') is not null as known",
  )
  if (!known[0].known) return []
  const { rows } = await client.query<{ name: string }>('select name from schema_migration order by name')
  return rows.map(({ name }) => name)
}

/** Runs one migration in the caller's transaction. */
export async function runMigration(client: ClientBase, name: string): Promise<void> {
  await client.query(readFileSync(new URL(name, FOLDER), 'utf8'))
  await client.query('insert into schema_migration (name) values ($1)', [name])
}

export function migrationNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

async function apply(
  client: ClientBase,
  name: string,
  after?: (client: ClientBase) => Promise<void>,
): Promise<void> {
  await client.query('begin')
  try {
    await runMigration(client, name)
    await after?.(client)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

// A role belongs to the whole cluster, so another database of it may have made the role a moment ago.
async function createApplicationRole(client: ClientBase): Promise<void> {
  await client.query(`do $$
    begin
      if not exists (select from pg_roles where rolname = 'centralita_app') then
        create role centralita_app nologin;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`)
  const { rows } = await client.query(
    "select pg_has_role(current_user, 'centralita_app', 'member') as member",
  )
  if (!rows[0].member) await client.query('grant centralita_app to current_user')
}

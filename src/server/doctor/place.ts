import { existsSync, statSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { ownerRows } from '#db/db.ts'
import { migrationNames } from '#db/migrate.ts'
import { sql } from '#db/sql.ts'
import { isLoopbackHost } from '#kit/host.ts'
import { secretFile } from '../core.ts'
import { size } from '../words.ts'
import { type Check, fine, wrong } from './finding.ts'

const LITTLE_BYTES = 500_000_000
const CLOCK_APART_MS = 2_000

/** The data folder: that it can be written, that there is room, and that nobody else reads the secret. */
export const checkFolder: Check = async ({ env }) => {
  const { DATA_DIR: path, APP_SECRET } = env
  try {
    await access(path, constants.W_OK)
  } catch {
    return wrong('data folder', `${path} cannot be written by this user. Correct its owner.`)
  }
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  if (free < LITTLE_BYTES)
    return wrong('data folder', `Only ${size(free)} free at ${path}. Make room before it is full.`)
  const secret = secretFile(path)
  if (APP_SECRET === undefined && existsSync(secret) && (statSync(secret).mode & 0o077) !== 0)
    return wrong('data folder', `Others can read the secret. Close it: chmod 600 ${secret}`)
  return fine('data folder', `${path}, ${size(free)} free`)
}

/** The address under which browsers and providers come. */
export const checkAddress: Check = async ({ env: { PUBLIC_URL } }) => {
  const { protocol, hostname } = new URL(PUBLIC_URL)
  if (isLoopbackHost(hostname)) return fine('address', `${PUBLIC_URL}, only from this machine`)
  if (protocol === 'https:') return fine('address', PUBLIC_URL)
  return wrong(
    'address',
    `${PUBLIC_URL} is not encrypted: passwords and texts could be read on the way. Put a proxy with a certificate in front and set PUBLIC_URL to its https address.`,
  )
}

export const checkDatabase: Check = async ({ opened: { db } }) => {
  const [row] = await ownerRows(
    db,
    sql<{
      version: string
      bytes: number
      strong: boolean
    }>`select current_setting('server_version') as version,
      pg_database_size(current_database()) as bytes,
      exists (select from pg_roles where rolname = 'centralita_app' and (rolsuper or rolbypassrls)) as strong`,
  )
  if (row?.strong)
    return wrong(
      'database',
      'The role centralita_app may pass by row-level security, so one workspace could see another. Take that right away: alter role centralita_app nosuperuser nobypassrls',
    )
  return fine('database', `Postgres ${row?.version}, ${size(row?.bytes ?? 0)}`)
}

/** The second wall between workspaces stands on every table that has one. */
export const checkWalls: Check = async ({ opened: { db } }) => {
  const open = await ownerRows(
    db,
    sql<{ name: string }>`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname = 'workspace_id' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
  )
  if (open.length === 0) return fine('walls', 'Row-level security is forced on every table of a workspace')
  const names = open.map(({ name }) => name).join(', ')
  return wrong(
    'walls',
    `Row-level security is off on ${names}. Somebody has changed the schema: restore a backup.`,
  )
}

export const checkSchema: Check = async ({ opened: { db } }) => {
  const applied = await ownerRows(db, sql<{ name: string }>`select name from schema_migration order by name`)
  const ours = new Set(migrationNames())
  const unknown = applied.filter(({ name }) => !ours.has(name)).map(({ name }) => name)
  if (unknown.length === 0) return fine('schema', `Up to date (${applied.at(-1)?.name})`)
  return wrong(
    'schema',
    `The database has been used by a newer release (${unknown.join(', ')}). Go on with that one.`,
  )
}

export const checkClock: Check = async ({ opened: { db } }) => {
  const before = Date.now()
  const [row] = await ownerRows(
    db,
    sql<{ now: number }>`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
  )
  const apart = Math.abs((row?.now ?? 0) - (before + Date.now()) / 2)
  return apart < CLOCK_APART_MS
    ? fine('clock', 'This machine and the database agree')
    : wrong(
        'clock',
        `The clocks of this machine and the database are ${Math.round(apart / 1_000)} s apart. Set both by NTP.`,
      )
}

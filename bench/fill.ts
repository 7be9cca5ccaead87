import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import { type Database, openDatabase, ownerRows } from '#db/db.ts'
import { migrate } from '#db/migrate.ts'
import { startPostgres } from '#db/postgres.ts'
import { sql } from '#db/sql.ts'
import type { Reach } from '#sync/synced.ts'
import { ROOT } from '#test/rig/child.ts'
import { createWorld } from '#test/world.ts'
import { fillConversations, fillMessages, fillRest } from './fill-sql.ts'

/** One workspace to be filled: how many conversations, and how many messages in all of them together. */
export type Amounts = { conversations: number; messages: number }

/** A filled workspace, as Ada sees it, who is in both of its inboxes. */
export type Filled = Amounts & {
  workspaceId: string
  memberId: string
  inboxIds: [support: string, sales: string]
  /** The line of the first inbox, and a tag that many conversations have. */
  lineId: string
  tagId: string
}

export type FilledDatabase = {
  db: Database
  workspaces: Filled[]
  close(): Promise<void>
}

export function reachIn({ workspaceId, memberId, inboxIds }: Filled): Reach {
  return { workspaceId, memberId, inboxIds: new Set(inboxIds) }
}

/**
 * A Postgres as the product runs it, with a workspace for each of these amounts. Filling takes minutes: a folder that
 * was filled alike is used again, until the schema or the filling changes.
 */
export async function openFilled(
  amounts: Amounts[],
  say: (line: string) => void = () => {},
): Promise<FilledDatabase> {
  const folder = join(tmpdir(), `${PREFIX}${fingerprint(amounts)}`)
  const list = join(folder, 'filled.json')
  if (!existsSync(list)) {
    removeOthers(folder)
    writeFileSync(list, JSON.stringify(await fill(folder, amounts, say)))
  }
  const server = await startPostgres(folder)
  if (!server.ok) throw new Error(`Postgres did not start: ${server.error.code}`)
  const db = openDatabase(server.value.url)
  return {
    db,
    // What we have written ourselves.
    workspaces: JSON.parse(readFileSync(list, 'utf8')) as Filled[],
    async close() {
      await db.close()
      await server.value.stop()
    },
  }
}

const PREFIX = 'centralita-filled-'

// Only for the time of filling: if the machine stops, it is filled again.
const HURRIED = {
  ...{ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' },
  ...{ shared_buffers: '1GB', max_wal_size: '16GB', maintenance_work_mem: '1GB', work_mem: '256MB' },
}

async function fill(folder: string, amounts: Amounts[], say: (line: string) => void): Promise<Filled[]> {
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const server = await startPostgres(folder, HURRIED)
  if (!server.ok) throw new Error(`Postgres did not start: ${server.error.code}`)
  const db = openDatabase(server.value.url)
  try {
    await prepare(db, server.value.url)
    const filled: Filled[] = []
    for (const amount of amounts) {
      const began = performance.now()
      filled.push(await fillOne(db, amount))
      const seconds = Math.round((performance.now() - began) / 1_000)
      say(`filled ${amount.conversations} conversations, ${amount.messages} messages: ${seconds} s`)
    }
    await ownerRows(db, sql`vacuum (analyze)`)
    await ownerRows(db, sql`checkpoint`)
    return filled
  } finally {
    await db.close()
    await server.value.stop()
  }
}

async function prepare(db: Database, url: string): Promise<void> {
  const client = await db.owner.connect()
  await migrate(client)
  client.release()
  await runMigrations({ connectionString: url })
}

async function fillOne(db: Database, amounts: Amounts): Promise<Filled> {
  const { workspaceId, ada, ben, support, sales } = await createWorld(db)
  const place = { workspaceId, ada, ben, support, sales }
  const client = await db.owner.connect()
  try {
    // The rows are right by their making: nobody checks each against the others.
    await client.query(`set session_replication_role = replica; set timezone to 'UTC'`)
    for (const text of [
      ...fillConversations(place, amounts),
      ...fillMessages(place, amounts),
      ...fillRest(place),
    ])
      await client.query(text)
    await client.query('reset session_replication_role')
  } finally {
    client.release()
  }
  const [tag] = await ownerRows(
    db,
    sql<{ id: string }>`select id from tag where workspace_id = ${workspaceId} order by id limit 1`,
  )
  const tagId = tag?.id ?? ''
  return {
    ...amounts,
    workspaceId,
    memberId: ada,
    inboxIds: [support.id, sales.id],
    lineId: support.line.id,
    tagId,
  }
}

function fingerprint(amounts: Amounts[]): string {
  const sources = ['src/db/schema.sql', 'bench/fill.ts', 'bench/fill-sql.ts', 'test/world.ts']
  const hash = createHash('sha256').update(JSON.stringify(amounts))
  for (const source of sources) hash.update(readFileSync(join(ROOT, source)))
  return hash.digest('hex').slice(0, 16)
}

function removeOthers(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX)))
    if (!existsSync(join(tmpdir(), name, 'postgres/postmaster.pid')))
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
}

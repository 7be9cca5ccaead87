import { existsSync } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, ownerRows } from '#db/db.ts'
import { sql, statement } from '#db/sql.ts'
import { verifyAudit } from '#features/audit/audit.server.ts'
import { publicId } from '#kit/id.ts'
import { TABLES } from '../registry.ts'
import { count } from '../words.ts'
import { type Check, type Finding, fine, wrong } from './finding.ts'

const SHOWN = 5

/** The counters of the list against a recount. */
export const checkCounters: Check = async ({ opened: { db } }) => {
  const differing = await ownerRows(
    db,
    sql<{ id: string }>`select c.id from inbox_counter c left join (
        select workspace_id, inbox_id, count(*) filter (where status = 'open') as open,
          count(*) filter (where unread) as unread from conversation group by workspace_id, inbox_id
      ) t on t.workspace_id = c.workspace_id and t.inbox_id = c.id
      where c.open <> coalesce(t.open, 0) or c.unread <> coalesce(t.unread, 0)`,
  )
  if (differing.length === 0) return fine('counters', 'Equal to a recount')
  const inboxes = some(differing.map(({ id }) => publicId('IN', id)))
  return wrong(
    'counters',
    `The counters of ${inboxes} are not what a recount says. Please report this as a bug.`,
  )
}

/** Each thread numbers its items from 1 on without a gap. */
export const checkNumbering: Check = async ({ opened: { db } }) => {
  const differing = await ownerRows(db, statement<{ id: string }>(NUMBERING, []))
  if (differing.length === 0) return fine('threads', 'Numbered without gaps')
  const threads = some(differing.map(({ id }) => publicId('CN', id)))
  return wrong('threads', `The numbering of ${threads} has a gap. Please report this as a bug.`)
}

const ITEMS = TABLES.flatMap(({ type: { name, inThread } }) =>
  inThread === true ? [`select workspace_id, conversation_id, seq from ${name} where seq is not null`] : [],
)
const NUMBERING = `select c.id from conversation c left join (
    select workspace_id, conversation_id, count(*) as items, count(distinct seq) as numbers, max(seq) as last
    from (${ITEMS.join(' union all ')}) item group by workspace_id, conversation_id
  ) i on i.workspace_id = c.workspace_id and i.conversation_id = c.id
  where c.item_seq <> coalesce(i.items, 0) or i.items <> i.numbers or i.last <> i.items`

/** Nobody has changed what was written down. */
export const checkAudit: Check = async ({ opened: { db } }) => {
  const { lines, broken } = await verifyAudit(db)
  if (broken.length === 0)
    return fine('audit log', `${count(lines, 'line')}, each following from those before it`)
  const places = some(broken.map(({ workspaceId, seq }) => `line ${seq} of workspace ${workspaceId}`))
  return wrong(
    'audit log',
    `The chain is broken at ${places}. Somebody has changed the log behind the product’s back: compare it with a backup.`,
  )
}

/** Files without a message, and messages without their file. */
export const checkMedia: Check = async ({ env, opened: { db } }) => {
  const folder = join(env.DATA_DIR, 'media')
  const files = existsSync(folder) ? await findOrphans(db, folder) : { all: 0, orphans: 0 }
  const missing = await countMissing(db, folder)
  const findings: Finding[] = []
  if (missing > 0)
    findings.push(
      ...wrong(
        'media',
        `${count(missing, 'file')} of messages missing in ${folder}. Get them from a backup.`,
      ),
    )
  if (files.orphans > 0)
    findings.push(
      ...fine('media', `${count(files.orphans, 'file')} in ${folder} without a message; they do no harm`),
    )
  return findings.length > 0 ? findings : fine('media', `${count(files.all, 'file')}, none missing`)
}

// A file is there a moment before its row is committed.
const JUST_NOW_MS = 3_600_000

async function findOrphans(db: Database, folder: string): Promise<{ all: number; orphans: number }> {
  const found = { all: 0, orphans: 0 }
  for await (const workspace of await opendir(folder)) {
    for await (const part of await opendir(join(folder, workspace.name))) {
      const path = join(folder, workspace.name, part.name)
      const names: string[] = []
      for await (const file of await opendir(path)) names.push(file.name)
      const known = await knownFiles(db, workspace.name, names)
      found.all += names.length
      for (const name of names) if (!known.has(name) && (await isOld(join(path, name)))) found.orphans++
    }
  }
  return found
}

async function knownFiles(db: Database, workspace: string, names: string[]): Promise<Set<string>> {
  const rows = await ownerRows(
    db,
    sql<{
      sha256: string
    }>`select sha256 from blob where workspace_id::text = ${workspace} and sha256 = any(${names})`,
  )
  return new Set(rows.map(({ sha256 }) => sha256))
}

async function isOld(path: string): Promise<boolean> {
  return Date.now() - (await stat(path)).mtimeMs > JUST_NOW_MS
}

const AT_ONCE = 1_000

async function countMissing(db: Database, folder: string): Promise<number> {
  let missing = 0
  for (let last = { workspace: NOBODY, sha256: '' }; ; ) {
    const rows = await ownerRows(
      db,
      sql<{ workspace: string; sha256: string }>`select workspace_id as workspace, sha256 from blob
        where (workspace_id, sha256) > (${last.workspace}, ${last.sha256})
        order by workspace_id, sha256 limit ${AT_ONCE}`,
    )
    for (const { workspace, sha256 } of rows)
      if (!existsSync(join(folder, workspace, sha256.slice(0, 2), sha256))) missing++
    const end = rows.at(-1)
    if (!end) return missing
    last = end
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

function some(ids: string[]): string {
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : ''
  return ids.slice(0, SHOWN).join(', ') + more
}

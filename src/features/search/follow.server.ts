import { type Database, inWorkspace, ownerRows, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { base62 } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import type { Feed } from '#sync/feed.server.ts'
import { type Follower, followFeed } from '#sync/follower.server.ts'
import { entryOf, KEY_LENGTH, PERSON } from './entry.ts'
import { type Said, SOURCES } from './sources.server.ts'

/** Keeps the copy that search reads up to date with the event feed. */
export function followForSearch(db: Database, feed: Feed, failed: (error: unknown) => void): Follower {
  return followFeed(feed, {
    behind: () => workspacesBehind(db),
    batch: (workspaceId, busy) => followBatch(db, workspaceId, busy ? FEW_EVENTS : MOST_EVENTS),
    failed,
  })
}

async function workspacesBehind(db: Database): Promise<string[]> {
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select f.workspace_id as id from feed f
      left join search_progress p on p.workspace_id = f.workspace_id where f.seq > coalesce(p.feed_seq, 0)`,
  )
  return rows.map(({ id }) => id)
}

const MOST_EVENTS = 1_000
const FEW_EVENTS = 200

/** Follows the next events of a workspace, exactly once each. Answers whether there are more. */
export function followBatch(db: Database, workspaceId: string, most = MOST_EVENTS): Promise<boolean> {
  return inWorkspace(db, workspaceId, async (tx) => {
    const progress = await lockProgress(tx)
    // Another process is at it.
    if (!progress) return false
    const { since, seq } = progress
    const [end] = await tx.rows(
      sql<{
        seq: number
      }>`select feed_seq as seq from event where workspace_id = ${workspaceId} and feed_seq > ${since}
        order by feed_seq offset ${most} limit 1`,
    )
    const upTo = end?.seq ?? Math.max(since, seq)
    if (upTo > since) await follow(tx, since, upTo)
    await tx.rows(sql`update search_progress set feed_seq = ${upTo} where workspace_id = ${workspaceId}`)
    return upTo < seq
  })
}

async function lockProgress(tx: Transaction): Promise<{ since: number; seq: number } | undefined> {
  await tx.rows(
    sql`insert into search_progress (workspace_id) values (${tx.workspaceId}) on conflict do nothing`,
  )
  const [locked] = await tx.rows(
    sql<{
      since: number
    }>`select feed_seq as since from search_progress where workspace_id = ${tx.workspaceId}
      for update skip locked`,
  )
  // Read under the lock: everything up to this number has been committed.
  const [feed] = await tx.rows(
    sql<{ seq: number }>`select seq from feed where workspace_id = ${tx.workspaceId}`,
  )
  return locked && feed && { ...locked, ...feed }
}

type Happened = { type: string; subjectId: string | null; conversationId: string | null }

async function follow(tx: Transaction, since: number, upTo: number): Promise<void> {
  const events = await tx.rows(
    sql<Happened>`select type, subject_id as "subjectId", conversation_id as "conversationId" from event
      where workspace_id = ${tx.workspaceId} and feed_seq > ${since} and feed_seq <= ${upTo} order by feed_seq, id`,
  )
  await followPeople(tx, events)
  const read = SOURCES.flatMap(({ kind, events: types, read }) => {
    const ids = events.flatMap(({ type, subjectId }) =>
      types.includes(type) && subjectId ? [subjectId] : [],
    )
    return ids.length > 0 ? [{ kind, said: tx.rows(read(tx.workspaceId, [...new Set(ids)])) }] : []
  })
  const drafts: Draft[] = []
  for (const { kind, said } of read) drafts.push(...(await said).map((one) => draftOf(kind, one)))
  await keep(
    tx,
    false,
    drafts.sort((a, b) => (a.at < b.at ? -1 : 1)),
  )
}

type Draft = {
  kind: string
  id: string
  conversationId: string
  seq: number | null
  at: Instant
  text: string
  by?: string | null
  files?: string[]
  numbers?: string[]
}

function draftOf(kind: string, said: Said): Draft {
  return { kind, ...said }
}

/** Whom each conversation is with, as it is now; and where it is now, when it was moved. */
async function followPeople(tx: Transaction, events: Happened[]): Promise<void> {
  const touched = unique(events.map(({ conversationId }) => conversationId))
  const contacts = unique(
    events.flatMap(({ type, subjectId }) => (type.startsWith('contact.') ? [subjectId] : [])),
  )
  const conversations = await tx.rows(
    sql<{
      id: string
      inboxId: string
      keptIn: string | null
      name: string | null
      company: string | null
      participants: string[]
      at: Instant
    }>`
      select c.id, c.inbox_id as "inboxId", s.inbox_id as "keptIn", k.name, k.company, c.participants, c.created_at as at
      from conversation c join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
      left join search_item s on s.workspace_id = c.workspace_id and s.conversation_id = c.id
        and s.kind = ${PERSON} and s.id = c.id
      where c.workspace_id = ${tx.workspaceId} and (c.id = any(${touched}) or c.contact_id = any(${contacts}))`,
  )
  const moved = conversations.filter(({ inboxId, keptIn }) => keptIn !== null && keptIn !== inboxId)
  if (moved.length > 0) await move(tx, moved)
  const drafts = conversations.map(({ id, name, company, participants, at }) => ({
    ...{ kind: PERSON, id, conversationId: id, seq: null, at },
    text: [name, company, ...participants.filter((address) => !address.startsWith('+'))].join('\n'),
    numbers: participants,
  }))
  await keep(tx, true, drafts)
}

async function move(tx: Transaction, moved: { id: string }[]): Promise<void> {
  await tx.rows(
    sql`with gone as (
        update search_item s set inbox_id = c.inbox_id,
          words = ts_delete(s.words, b.key || '~in:' || s.inbox_id) || quote_literal(b.key || '~in:' || c.inbox_id)::tsvector
        from search_block b, conversation c
        where s.workspace_id = ${tx.workspaceId} and s.conversation_id = any(${moved.map(({ id }) => id)})
          and b.workspace_id = s.workspace_id and b.id = s.block
          and c.workspace_id = s.workspace_id and c.id = s.conversation_id
        returning s.block, s.inbox_id
      ), reached as (select block, array_agg(distinct inbox_id) as inbox_ids from gone group by block)
      update search_block b set inbox_ids = array(select unnest(b.inbox_ids) union select unnest(r.inbox_ids))
      from reached r where b.workspace_id = ${tx.workspaceId} and b.id = r.block`,
  )
}

type Place = { inboxId: string; block: number | null; key: string | null }
type Block = { id: number; key: string; items: number }

/** Adds items to the newest block of theirs; those that are known stay in the block that they are in. */
async function keep(tx: Transaction, people: boolean, drafts: Draft[]): Promise<void> {
  if (drafts.length === 0) return
  const places = await placesOf(tx, drafts)
  const filled = await blocksFor(tx, people)
  const entries = drafts.flatMap((draft) => {
    const place = places.get(draft.id)
    // Deleted in the meantime, with all that was said.
    if (!place) return []
    const { inboxId, block, key } = place
    const into = block === null || key === null ? filled.next() : { id: block, key }
    const words = entryOf(into.key, { ...draft, inboxId })
    const { kind, id, conversationId, seq, at } = draft
    return [{ kind, id, conversationId, inboxId, block: into.id, seq, at, words, fresh: block === null }]
  })
  await filled.open()
  await tx.rows(
    sql`insert into search_item (workspace_id, conversation_id, kind, id, inbox_id, block, seq, at, words)
      select ${tx.workspaceId}, r."conversationId", r.kind, r.id, r."inboxId", r.block, r.seq, r.at, r.words::tsvector
      from jsonb_to_recordset(${JSON.stringify(entries)}) as
        r("conversationId" uuid, kind text, id uuid, "inboxId" uuid, block int, seq int, at timestamptz, words text)
      on conflict (workspace_id, conversation_id, kind, id) do update set words = excluded.words, inbox_id = excluded.inbox_id
        where search_item.words <> excluded.words`,
  )
  await tx.rows(
    sql`with added as (
        select block, count(*) filter (where fresh) as items, min(at) as oldest, max(at) as newest, array_agg(distinct "inboxId") as inbox_ids
        from jsonb_to_recordset(${JSON.stringify(entries)}) as r(block int, fresh boolean, at timestamptz, "inboxId" uuid)
        group by block
      ) update search_block b set items = b.items + a.items, oldest_at = least(b.oldest_at, a.oldest),
        newest_at = greatest(b.newest_at, a.newest),
        inbox_ids = array(select unnest(b.inbox_ids) union select unnest(a.inbox_ids))
      from added a where b.workspace_id = ${tx.workspaceId} and b.id = a.block`,
  )
}

// Locked against deletion until the commit: what is being deleted gets no copy that outlives it. Each is looked up by its
// whole key: by its conversation, all that was ever said in a busy one would be read for each.
async function placesOf(tx: Transaction, drafts: Draft[]): Promise<Map<string, Place>> {
  const rows = await tx.rows(
    sql<{ id: string; inboxId: string; block: number | null; key: string | null }>`
      select r.id, c.inbox_id as "inboxId", kept.block, kept.key
      from jsonb_to_recordset(${JSON.stringify(drafts.map(({ kind, id, conversationId }) => ({ kind, id, conversationId })))})
        as r(kind text, id uuid, "conversationId" uuid)
      join conversation c on c.workspace_id = ${tx.workspaceId} and c.id = r."conversationId"
      left join lateral (
        select s.block, b.key from search_item s join search_block b on b.workspace_id = s.workspace_id and b.id = s.block
        where s.workspace_id = c.workspace_id and s.conversation_id = c.id and s.kind = r.kind and s.id = r.id limit 1
      ) kept on true
      for key share of c`,
  )
  return new Map(rows.map(({ id, ...place }) => [id, place]))
}

/** So many that a word which stands nowhere is looked for in few of them, and so few that a common one is sorted at once. */
export const BLOCK_ITEMS = 32_768

async function blocksFor(tx: Transaction, people: boolean) {
  const last = await tx.one(
    sql<Block>`select id, key, items from search_block
      where workspace_id = ${tx.workspaceId} and people = ${people} order by id desc limit 1`,
  )
  const highest = await tx.one(
    sql<{
      id: number
    }>`select coalesce(max(id), 0)::int as id from search_block where workspace_id = ${tx.workspaceId}`,
  )
  const begun: Block[] = []
  let id = highest?.id ?? 0
  let current = last
  return { next, open }

  function next(): Block {
    if (!current || current.items >= BLOCK_ITEMS) {
      current = { id: ++id, key: newKey(), items: 0 }
      begun.push(current)
    }
    current.items++
    return current
  }

  async function open(): Promise<void> {
    if (begun.length === 0) return
    await tx.rows(
      sql`insert into search_block (workspace_id, id, key, people, items, newest_at, oldest_at, inbox_ids)
        select ${tx.workspaceId}, r.id, r.key, ${people}, 0, '-infinity', 'infinity', '{}'
        from jsonb_to_recordset(${JSON.stringify(begun)}) as r(id int, key text)`,
    )
  }
}

function newKey(): string {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return base62((BigInt(high) << 32n) | BigInt(low), KEY_LENGTH)
}

function unique(ids: (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}

import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase } from '#db/db.ts'
import { migrate, migrationNames } from '#db/migrate.ts'
import { type EmbeddedPostgres, startPostgres } from '#db/postgres.ts'
import { addInbox } from '#features/inbox/inbox.server.ts'
import { entryOf, PERSON } from '#features/search/entry.ts'
import { BLOCK_ITEMS } from '#features/search/follow.server.ts'
import { type Chance, seededChance } from '#kit/random.ts'
import { prepareJobs } from '#server/jobs.ts'
import { createFeed } from '#sync/feed.server.ts'
import { write } from '#sync/write.server.ts'
import { createWorld } from '#test/world.ts'

/** Who searches in it: Ada sees everything, Ben one large inbox, Cleo a tiny one. */
export type Filled = { workspaceId: string; ada: string; ben: string; cleo: string; lineId: string }

export type FilledServer = Filled & { server: EmbeddedPostgres; url: string }

const INBOXES = 24
const TEXTS_EACH = 10
const TINY_EVERY = 10_000
const FORMAT = 3

/** A workspace of that many texts, kept in the temporary folder for the next time. */
export async function openFilled(messages: number, say: (line: string) => void): Promise<FilledServer> {
  const made = `${FORMAT} ${migrationNames().at(-1)}`
  const folder = join(tmpdir(), `centralita-bench-search-${messages}`)
  const note = join(folder, 'filled.json')
  const known = existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')) : undefined
  if (known?.made !== made) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
    const filled = await fill(folder, messages, say)
    writeFileSync(note, JSON.stringify({ made, ...filled }))
  }
  const server = await started(folder, {})
  return { ...JSON.parse(readFileSync(note, 'utf8')), server, url: server.url }
}

const FOR_FILLING = {
  ...{
    fsync: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '16GB',
  },
  ...{ shared_buffers: '2GB', maintenance_work_mem: '2GB', autovacuum: 'off', synchronous_commit: 'off' },
}

async function started(folder: string, settings: Record<string, string>): Promise<EmbeddedPostgres> {
  const server = await startPostgres(folder, settings)
  if (!server.ok) throw new Error(server.error.code)
  return server.value
}

async function fill(folder: string, messages: number, say: (line: string) => void): Promise<Filled> {
  const server = await started(folder, FOR_FILLING)
  const client = new pg.Client(server.url)
  await client.connect()
  await migrate(client)
  await prepareJobs(server.url)
  const db = openDatabase(server.url)
  const world = await createWorld(db)
  const { workspaceId, ada, ben, cleo, support } = world
  const core = { db, feed: createFeed() }
  const { value: inboxIds } = await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    const ids = [support.id]
    for (let n = 1; n < INBOXES; n++)
      ids.push(await addInbox(write, { name: `Inbox ${n}`, emoji: '💬', position: n + 2, memberIds: [ada] }))
    return ids
  })
  // Cleo's: Sales.
  const place = { workspaceId, lineId: support.line.id, inboxIds, tiny: world.sales.id, ben }
  await client.query('set session_replication_role = replica')
  await client.query('drop index search_item_words')
  await addConversations(client, place, messages / TEXTS_EACH, say)
  await addTexts(client, place, messages, say)
  say('building the index')
  await client.query(
    'create index search_item_words on search_item using gin (words) with (fastupdate = off)',
  )
  await client.query('insert into search_progress select workspace_id, seq from feed')
  await client.query('vacuum analyze')
  await client.end()
  await db.close()
  await server.stop()
  return { workspaceId, ada, ben, cleo, lineId: support.line.id }
}

type Place = { workspaceId: string; lineId: string; inboxIds: string[]; tiny: string; ben: string }

const BATCH = 10_000
const BEGAN = Date.parse('2021-01-01T00:00:00Z')
const AGES_MS = 5 * 365 * 86_400_000

async function addConversations(client: pg.Client, place: Place, count: number, say: (line: string) => void) {
  const chance = seededChance(1)
  const blocks = blockWriter(client, place.workspaceId, true, 0)
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, offset) => {
      const n = first + offset
      const name = n % 3 === 0 ? null : `${given(chance)} ${family(chance)}`
      const number = numberOf(n)
      const at = new Date(BEGAN + (n / count) * AGES_MS).toISOString()
      const inboxId = inboxOf(place, n)
      const block = blocks.next(at, inboxId)
      const words = entryOf(block.key, { inboxId, kind: PERSON, text: name ?? '', numbers: [number] })
      return { id: idOf('c', n), k: idOf('k', n), name, number, at, inboxId, block: block.id, words }
    })
    const json = JSON.stringify(rows)
    const row =
      'r(id uuid, k uuid, name text, number text, at timestamptz, "inboxId" uuid, block int, words text)'
    await client.query(
      `insert into contact (workspace_id, id, name, created_at, updated_at) select $1, k, name, at, at from jsonb_to_recordset($2) as ${row}`,
      [place.workspaceId, json],
    )
    await client.query(
      `insert into conversation (workspace_id, id, inbox_id, line_id, contact_id, participants, display, status, unread, item_seq, preview, last_activity_at, created_at, updated_at)
       select $1, id, "inboxId", $3, k, array[number], number, 'open', false, ${TEXTS_EACH}, '{"direction":"in","text":"Hello","media":0,"authorId":null}', at, at, at from jsonb_to_recordset($2) as ${row}`,
      [place.workspaceId, json, place.lineId],
    )
    await blocks.save()
    await client.query(
      `insert into search_item (workspace_id, conversation_id, kind, id, inbox_id, block, seq, at, words)
       select $1, id, '${PERSON}', id, "inboxId", block, null, at, words::tsvector from jsonb_to_recordset($2) as ${row}`,
      [place.workspaceId, json],
    )
    if (first % 200_000 === 0) say(`${first} conversations`)
  }
}

async function addTexts(client: pg.Client, place: Place, count: number, say: (line: string) => void) {
  const chance = seededChance(2)
  const conversations = count / TEXTS_EACH
  const blocks = blockWriter(client, place.workspaceId, false, 10_000)
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, offset) => {
      const n = first + offset
      // Every conversation goes on over the years, in an order that has nothing to do with theirs.
      const conversation = (n * 7_919) % conversations
      const seq = Math.floor(n / conversations) + 1
      const text = textOf(n, count / TIMES, chance)
      const at = new Date(BEGAN + (n / count) * AGES_MS).toISOString()
      const inboxId = inboxOf(place, conversation)
      const ours = n % 2 === 1
      const by = ours ? place.ben : 'customer'
      const block = blocks.next(at, inboxId)
      const words = entryOf(block.key, { inboxId, kind: 'message', by, text })
      return {
        id: idOf('m', n),
        c: idOf('c', conversation),
        seq,
        text,
        at,
        ours,
        inboxId,
        block: block.id,
        words,
      }
    })
    const json = JSON.stringify(rows)
    const row =
      'r(id uuid, c uuid, seq int, text text, at timestamptz, ours boolean, "inboxId" uuid, block int, words text)'
    await blocks.save()
    await client.query(
      `insert into message (workspace_id, id, conversation_id, line_id, seq, direction, text, status, author_id, via, created_at, updated_at)
       select $1, id, c, $3, seq, case when ours then 'out' else 'in' end, text, case when ours then 'delivered' else 'received' end,
         case when ours then $4::uuid end, case when ours then 'app' else 'customer' end, at, at from jsonb_to_recordset($2) as ${row}`,
      [place.workspaceId, json, place.lineId, place.ben],
    )
    await client.query(
      `insert into search_item (workspace_id, conversation_id, kind, id, inbox_id, block, seq, at, words)
       select $1, c, 'message', id, "inboxId", block, seq, at, words::tsvector from jsonb_to_recordset($2) as ${row}`,
      [place.workspaceId, json],
    )
    if (first % 500_000 === 0) say(`${first} texts`)
  }
}

function inboxOf({ inboxIds, tiny }: Place, conversation: number): string {
  return conversation % TINY_EVERY === 77 ? tiny : (inboxIds[conversation % inboxIds.length] ?? tiny)
}

type Block = { id: number; key: string; items: number; newest: string; oldest: string; inboxes: Set<string> }

// As the follower fills them, but from the outside.
function blockWriter(client: pg.Client, workspaceId: string, people: boolean, first: number) {
  let id = first
  let current: Block | undefined
  const changed = new Set<Block>()
  return {
    next(at: string, inboxId: string): Block {
      if (!current || current.items >= BLOCK_ITEMS) {
        id++
        current = {
          id,
          key: `${people ? 'p' : 'm'}${String(id).padStart(5, '0')}`,
          items: 0,
          newest: at,
          oldest: at,
          inboxes: new Set(),
        }
      }
      current.items++
      current.newest = at
      current.inboxes.add(inboxId)
      changed.add(current)
      return current
    },
    async save(): Promise<void> {
      for (const { id, key, items, newest, oldest, inboxes } of changed)
        await client.query(
          `insert into search_block (workspace_id, id, key, people, items, newest_at, oldest_at, inbox_ids) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (workspace_id, id) do update set items = excluded.items, newest_at = excluded.newest_at, inbox_ids = excluded.inbox_ids`,
          [workspaceId, id, key, people, items, newest, oldest, [...inboxes]],
        )
      changed.clear()
    },
  }
}

function idOf(kind: 'c' | 'k' | 'm', n: number): string {
  const high = { c: '0192a000', k: '0192b000', m: '0192c000' }[kind]
  return `${high}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/** A number that only this conversation has. */
export function numberOf(n: number): string {
  return `+1${String(2_000_000_000 + ((n * 7_368_787) % 1_000_000_007)).padStart(10, '0')}`
}

const ONSETS = 'b c d f g h j k l m n p r s t v w z br ch cl cr dr fl gr pl pr sh st tr'.split(' ')
const VOWELS = 'a e i o u ai ea ou'.split(' ')

/** The k-th most frequent word of a made-up language: short ones first. */
export function wordOf(k: number): string {
  const base = ONSETS.length * VOWELS.length
  let word = ''
  for (let rest = k + 1; rest > 0; rest = Math.floor(rest / base)) {
    word +=
      (ONSETS[(rest * 7) % ONSETS.length] ?? '') +
      (VOWELS[Math.floor(rest / ONSETS.length) % VOWELS.length] ?? '')
  }
  return word
}

const VOCABULARY = 60_000

function given(chance: Chance): string {
  return capital(wordOf(300 + Math.floor(chance() * 400)))
}

function family(chance: Chance): string {
  return capital(wordOf(1_000 + Math.floor(chance() * 20_000)))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** A word that is in ten texts, however many there are. */
export const RARE = 'quokka'
/** Two words that each hundredth text holds, and that meet in ten texts, however many there are. */
export const PAIR = ['xylophone', 'yonder']
const TIMES = 10
const EACH = 100

/** Words as frequent as their rank says, as in every language. */
export function textOf(n: number, every: number, chance: Chance): string {
  const length = 3 + Math.floor(chance() * 18)
  const words = Array.from({ length }, () => wordOf(Math.floor(VOCABULARY ** chance()) - 1))
  if (n % every === 7) words.push(RARE)
  if (n % EACH === 3) words.push(PAIR[0] ?? '')
  if (n % EACH === 4 || n % every === EACH + 3) words.push(PAIR[1] ?? '')
  if (n % 50 === 9) words.push(`call ${numberOf(n % 1_000).replace(/^\+1(...)(...)/, '($1) $2-')}`)
  return words.join(' ')
}

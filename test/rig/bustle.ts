import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openDatabase } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { untagAll } from '#features/conversation/untag.server.ts'
import { wakeNow } from '#features/conversation/wake.server.ts'
import { addInbox } from '#features/inbox/inbox.server.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { addLine, newSandboxSettings } from '#features/onboarding/connect.server.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Chance, pick, shuffled } from '#kit/random.ts'
import { instant } from '#kit/time.ts'
import { createFeed } from '#sync/feed.server.ts'
import { write } from '#sync/write.server.ts'
import { type Desk, deskOf } from '../desk.ts'
import { createWorld, emailOf, KEY, type World } from '../world.ts'
import { auditInboxes, type Kept } from './audit.ts'

export type BustleReport = {
  operations: number
  tookMs: number
  /** How often each refusal was answered. */
  refused: Record<string, number>
  /** Transactions that lost a race and were run again. */
  retries: number
  deadlocks: number
  kept: Kept
}

export type BustleOptions = { operations: number; chance: Chance; say?: (line: string) => void }

const MEMBERS = 8
const CUSTOMERS = 40
const MODES = ['team', 'personal', 'hybrid'] as const

/** Everybody does everything to the same conversations at once; then all that was counted on the way is recounted. */
export async function bustle(databaseUrl: string, options: BustleOptions): Promise<BustleReport> {
  const { operations, chance, say = () => {} } = options
  const db = openDatabase(databaseUrl)
  const world = await createWorld(db)
  const place = await furnish({ ...world, core: { db, feed: createFeed() } })
  const before = await statistics(databaseUrl)
  const refused: Record<string, number> = {}
  const began = performance.now()
  let done = 0
  await Promise.all(place.members.map(work))
  const tookMs = performance.now() - began
  const kept = await auditInboxes(db, world.workspaceId)
  await db.close()
  const after = await statistics(databaseUrl)
  const refusals = Object.values(refused).reduce((sum, times) => sum + times, 0)
  return {
    ...{ operations, tookMs, refused, kept },
    retries: after.rollbacks - before.rollbacks - refusals,
    deadlocks: after.deadlocks - before.deadlocks,
  }

  async function work(memberId: string): Promise<void> {
    while (done < operations) {
      const number = ++done
      const code = await act(place, memberId, chance)
      if (code !== undefined) refused[code] = (refused[code] ?? 0) + 1
      if (number % 10_000 === 0) say(`${number} operations`)
    }
  }
}

type Place = {
  world: World
  desk: Desk
  members: string[]
  inboxes: string[]
  lines: ConnectedLine[]
  tags: string[]
  conversations: string[]
}

/** Eight members in five inboxes, nobody but Ada in all of them; two work each in another mode. */
async function furnish(world: World): Promise<Place> {
  const { core, workspaceId, support, sales } = world
  const desk = deskOf(world)
  const members = [world.ada, world.ben, world.cleo]
  const inboxes = [support.id, sales.id]
  const lines = [support.line, sales.line]
  const provider = support.line.provider
  await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    for (let n = members.length; n < MEMBERS; n++) {
      const id = uuidv7()
      const member = {
        id,
        name: `Member ${n}`,
        email: emailOf(id),
        role: 'member',
        passwordHash: '-',
      } as const
      await admit(write, member)
      await addMember(write, member)
      members.push(id)
    }
    for (const [n, unreadMode] of MODES.entries()) {
      const memberIds = members.filter((_, index) => index === 0 || index % 3 !== n)
      const about = { name: unreadMode, emoji: '💬', position: 2 + n, memberIds }
      const inboxId = await addInbox(write, { ...about, settings: { unreadMode } })
      const line = { inboxId, provider, settings: newSandboxSettings(), address: `+1415555020${n}` }
      const lineId = await addLine(write, KEY, { ...line, installedBy: world.ada })
      inboxes.push(inboxId)
      lines.push({ ...support.line, id: lineId, inboxId, address: line.address })
    }
  })
  for (const inboxId of inboxes) await desk.run(world.ada, 'inbox.configure', { inboxId, allowMoving: true })
  const place = { world, desk, members, inboxes, lines, tags: [uuidv7(), uuidv7()], conversations: [] }
  for (const id of place.tags)
    await desk.run(world.ada, 'tag.save', { id, name: `Tag ${id.slice(-8)}`, color: 'gray' })
  return place
}

type Act = (place: Place, memberId: string, chance: Chance) => Promise<string | undefined>

/** One thing that happens; answers the code with which it was refused. */
const act: Act = (place, memberId, chance) => {
  const dice = chance()
  if (dice < 0.22 || place.conversations.length < 10) return receive(place, memberId, chance)
  if (dice < 0.3) return send(place, memberId, chance)
  if (dice < 0.31) return configure(place, memberId, chance)
  if (dice < 0.312) return remove(place, memberId, chance)
  if (dice < 0.33) return wake(place, memberId, chance)
  if (dice < 0.335) return retag(place, memberId, chance)
  if (dice < 0.35) return refusal(place, memberId, 'member.set-available', { available: chance() < 0.7 })
  return command(place, memberId, chance)
}

const receive: Act = async (place, _, chance) => {
  const from = `+1415556${String(Math.floor(chance() * CUSTOMERS)).padStart(4, '0')}`
  const line = among(place.lines, chance)
  const id = await place.desk.receive('Hello', { from, line })
  if (id !== '' && !place.conversations.includes(id)) place.conversations.push(id)
  return undefined
}

const send: Act = (place, memberId, chance) => {
  const input = { messageId: uuidv7(), conversationId: among(place.conversations, chance), text: 'Hi' }
  return refusal(place, memberId, 'message.send', { ...input, thenDone: chance() < 0.3 })
}

const command: Act = (place, memberId, chance) => {
  const count = chance() < 0.8 ? 1 : 1 + Math.floor(chance() * 4)
  const ids = Array.from({ length: count }, () => among(place.conversations, chance))
  const until = instant(Date.now() + 50 + Math.floor(chance() * 2_000))
  const [name, input] = pick<[string, object]>(chance, [
    ['done', {}],
    ['done', {}],
    ['open', {}],
    ['spam', {}],
    ['unread', {}],
    ['unread', {}],
    ['read', {}],
    ['read', {}],
    ['snooze', { until }],
    ['assign', { memberId: among([...place.members, null], chance) }],
    ['assign', { memberId: among([...place.members, null], chance) }],
    ['move', { inboxId: among(place.inboxes, chance) }],
    ['move', { inboxId: among(place.inboxes, chance) }],
    ['tag', { tagId: among(place.tags, chance), on: chance() < 0.6 }],
    ['pin', { on: chance() < 0.5 }],
    ['pin-mine', { pin: chance() < 0.5 ? chance() : null }],
  ])
  return refusal(place, memberId, `conversation.${name}`, { ...input, ids })
}

const configure: Act = (place, _, chance) => {
  const input = { inboxId: among(place.inboxes, chance), unreadMode: pick(chance, MODES) }
  return refusal(place, place.world.ada, 'inbox.configure', input)
}

const remove: Act = (place, _, chance) => {
  const id = among(place.conversations, chance)
  return refusal(place, place.world.ada, 'conversation.delete', { id, confirmed: true })
}

const wake: Act = async ({ world, conversations }, _, chance) => {
  const { core, workspaceId } = world
  const some = shuffled(chance, conversations).slice(0, 3)
  for (const conversationId of some) await wakeNow(core, { workspaceId, conversationId })
  return undefined
}

// The tag itself stays: what is taken from all conversations is then given again.
const retag: Act = async ({ world, tags }, _, chance) => {
  await untagAll(world.core, { workspaceId: world.workspaceId, tagId: among(tags, chance) })
  return undefined
}

async function refusal(
  { desk }: Place,
  memberId: string,
  name: string,
  input: object,
): Promise<string | undefined> {
  const result = await desk.run(memberId, name, input)
  return result.ok ? undefined : result.error
}

function among<T>(choices: readonly T[], chance: Chance): T {
  const choice = choices[Math.floor(chance() * choices.length)]
  if (choice === undefined) throw new Error('There is nothing to choose from')
  return choice
}

type Statistics = { rollbacks: number; deadlocks: number }

// A connection tells what it did when it is closed at the latest; this one comes after all of them.
async function statistics(databaseUrl: string): Promise<Statistics> {
  await sleep(1_000)
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const { text } = sql<Statistics>`select xact_rollback::int as rollbacks, deadlocks::int
    from pg_stat_database where datname = current_database()`
  const { rows } = await client.query<Statistics>(text)
  await client.end()
  return rows[0] ?? { rollbacks: 0, deadlocks: 0 }
}

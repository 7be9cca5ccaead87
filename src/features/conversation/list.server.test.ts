import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { type Statement, sql, statement } from '#db/sql.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { type Contact, contactLabels, contactType, UNSAID } from '#features/contact/contact.ts'
import { addInbox } from '#features/inbox/inbox.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { tagTable } from '#features/tag/tag.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Chance, pick, seededChance } from '#kit/random.ts'
import { instant } from '#kit/time.ts'
import { fieldsOf, type Reach } from '#sync/synced.ts'
import { selected } from '#sync/table.server.ts'
import { type Write, write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, type World } from '#test/world.ts'
import { conversationTable } from './conversation.server.ts'
import {
  begin,
  type Conversation,
  conversationType,
  SHELVES,
  type StoredConversation,
} from './conversation.ts'
import { conversationMemberTable } from './conversation-member.server.ts'
import {
  beginMember,
  type ConversationMember,
  conversationMemberType,
  type UnreadMode,
} from './conversation-member.ts'
import { listAnswer } from './list.server.ts'
import {
  comesBefore,
  type Listed,
  type ListFilter,
  type ListPosition,
  matches,
  positionOf,
  SECTIONS,
  SORTS,
} from './list.ts'

const ROWS = 500
const MODES = ['team', 'personal', 'hybrid'] as const
const COMPANIES = ['Mills & Co', ' mills & co ', 'MÜLLER', 'Garcia']
const TAGS = [uuidv7(), uuidv7(), uuidv7()]

type Inbox = { id: string; mode: UnreadMode }

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let inboxes: Inbox[]

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  const { ada, ben, cleo } = world
  await asSystem(async (write) => {
    for (const [i, id] of TAGS.entries())
      write.save(tagTable, undefined, { id, name: `Tag ${i}`, color: 'gray', makerId: null })
    const made = MODES.map(async (mode, i) => {
      const about = {
        name: mode,
        emoji: '💬',
        position: 2 + i,
        memberIds: i === 2 ? [ben, cleo] : [ada, ben],
      }
      return { id: await addInbox(write, { ...about, settings: { unreadMode: mode } }), mode }
    })
    const old = [world.support, world.sales].map(({ id }) => ({ id, mode: 'team' as const }))
    inboxes = [...old, ...(await Promise.all(made))]
  })
})
afterAll(() => base.drop())

test('CH-7: every list is, page by page, what filter and order make of all that the member sees', async () => {
  const chance = seededChance(7)
  let listed = 0
  for (let round = 0; round < 2; round++) {
    await fill(chance)
    await change(chance)
    for (const memberId of [world.ada, world.ben, world.cleo]) listed += await expectLists(memberId, round)
  }
  expect(listed).toBeGreaterThan(5_000)
}, 180_000)

/** How many rows these lists had in all. */
async function expectLists(memberId: string, seed: number): Promise<number> {
  let listed = 0
  const { reach, all } = await everything(memberId)
  const lineIds = [...new Set(all.map(({ conversation }) => conversation.lineId))]
  const pages = fc.asyncProperty(
    filters(reach, lineIds),
    fc.integer({ min: 1, max: 40 }),
    async (filter, limit) => {
      const expected = all
        .filter((row) => matches(row, filter, memberId))
        .map((row) => ({ row, position: positionOf(row, filter) }))
        .sort((a, b) => (comesBefore(a.position, b.position, filter) ? -1 : 1))
      expect(await walk(reach, filter, limit)).toEqual(expected.map(({ row }) => row))
      listed += expected.length
    },
  )
  await fc.assert(pages, { numRuns: 100, seed })
  return listed
}

/** The whole list as a browser reads it: each page after the last row of the one before. */
async function walk(reach: Reach, filter: ListFilter, limit: number): Promise<Listed[]> {
  const found: Listed[] = []
  let last: ListPosition | null = null
  for (let more = true; more; ) {
    const page = await listAnswer.answer(base.db, reach, { filter, last, limit })
    if (!page.ok) throw new Error(page.error.code)
    const { rows } = page.value
    const listed = asListed(
      // The list's own rows, by the names of their types.
      rows[conversationType.name] as Conversation[],
      rows[conversationMemberType.name] as ConversationMember[],
      rows[contactType.name] as Contact[],
    )
    expect(listed.length).toBeLessThanOrEqual(limit)
    found.push(...listed)
    const end = listed.at(-1)
    last = end ? positionOf(end, filter) : null
    more = page.value.more
  }
  return found
}

function filters(reach: Reach, lineIds: string[]): fc.Arbitrary<ListFilter> {
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 })
  const yes = fc.constant(true as const)
  const seldom = <T>(value: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
  return fc
    .record({
      inboxId: fc.constantFrom(null, null, ...reach.inboxIds),
      shelf: fc.constantFrom('open', ...SHELVES),
      sort: some(fc.constantFrom(...SORTS)),
      section: seldom(fc.constantFrom(...SECTIONS)),
      unread: seldom(yes),
      unresponded: seldom(yes),
      voicemail: seldom(yes),
      assigneeId: seldom(fc.constantFrom(world.ada, world.ben)),
      tagId: seldom(fc.constantFrom(...TAGS)),
      company: seldom(fc.constantFrom(...COMPANIES)),
      property: seldom(
        fc.record({ name: fc.constantFrom('VIP', 'vip', 'Tier'), value: fc.constantFrom('yes', 'No') }),
      ),
      lineId: seldom(fc.constantFrom(...lineIds)),
      since: seldom(fc.constantFrom(day(0), day(1), day(2))),
      until: seldom(fc.constantFrom(day(1), day(2), day(3))),
    })
    .map((given) => {
      const named = Object.entries(given).filter(([, value]) => value !== undefined)
      // Only what is named, as a filter travels.
      return Object.fromEntries(named) as ListFilter
    })
}

/** All that this member may see, as it stands in the tables. */
async function everything(memberId: string): Promise<{ reach: Reach; all: Listed[] }> {
  const reach = await inWorkspace(base.db, world.workspaceId, (tx) => reachOf(tx, memberId))
  if (!reach) throw new Error('Nobody')
  const within = [world.workspaceId, [...reach.inboxIds]]
  const conversations = await rows<Conversation>(
    statement(
      `select ${selected(fieldsOf(conversationType))} from conversation where workspace_id = $1 and inbox_id = any($2)`,
      within,
    ),
  )
  const mine = await rows<ConversationMember>(
    statement(
      `select ${selected(fieldsOf(conversationMemberType))} from conversation_member where workspace_id = $1 and member_id = $2`,
      [world.workspaceId, memberId],
    ),
  )
  const contacts = await rows<Contact>(
    statement(`select ${selected(fieldsOf(contactType))} from contact where workspace_id = $1`, [
      world.workspaceId,
    ]),
  )
  return { reach, all: asListed(conversations, mine, contacts) }
}

function asListed(conversations: Conversation[], mine: ConversationMember[], contacts: Contact[]): Listed[] {
  const mineOf = new Map(mine.map((row) => [row.conversationId, row]))
  const contactOf = new Map(contacts.map((row) => [row.id, row]))
  const modes = new Map(inboxes.map(({ id, mode }) => [id, mode]))
  return conversations.map((conversation) => ({
    id: conversation.id,
    conversation,
    mine: mineOf.get(conversation.id),
    contact: contactOf.get(conversation.contactId),
    mode: modes.get(conversation.inboxId) ?? 'team',
  }))
}

function rows<Row>(statement: Statement<Row>): Promise<Row[]> {
  return inWorkspace(base.db, world.workspaceId, (tx) => tx.rows(statement))
}

/** Conversations of every kind, through the one way in which rows are written. */
async function fill(chance: Chance): Promise<void> {
  const made = Array.from({ length: ROWS }, () => conversationOf(chance, contactOf(chance)))
  await asSystem(async (write) => {
    for (const { contact, conversation } of made) {
      write.save(contactTable, undefined, contact, [conversation.inboxId])
      write.save(conversationTable, undefined, conversation)
    }
  })
  await asSystem(async (write) => {
    for (const { conversation } of made)
      for (const memberId of [world.ada, world.ben, world.cleo]) {
        if (chance() < 0.5) continue
        const pin = chance() < 0.8 ? null : Math.floor(chance() * 4) - 2
        const mine = { ...beginMember(conversation, memberId), unread: chance() < 0.5, pin }
        write.save(conversationMemberTable, undefined, mine)
      }
  })
}

/** Half of them become something else: the labels, members' rows and places follow. */
async function change(chance: Chance): Promise<void> {
  await asSystem(async (write) => {
    const known = await rows(sql<{ id: string }>`select id from conversation order by id`)
    const chosen = known.filter(() => chance() < 0.5).map(({ id }) => id)
    for (const before of await write.load(conversationTable, chosen)) {
      const { contactId, id, participants, contactLabels } = before
      const { conversation } = conversationOf(chance, { ...contactOf(chance), id: contactId })
      write.save(conversationTable, before, { ...conversation, id, participants, contactLabels })
    }
  })
}

function contactOf(chance: Chance): Contact {
  const company = chance() < 0.5 ? null : pick(chance, ['Mills & Co', ' mills & co ', 'Müller', 'Garcia'])
  const properties: Record<string, string> = {}
  if (chance() < 0.5) properties.VIP = pick(chance, ['yes', 'no', 'YES'])
  if (chance() < 0.3) properties.Tier = pick(chance, ['yes', 'no'])
  return { id: uuidv7(), name: 'Dora', company, properties, ...UNSAID, createdAt: day(0), updatedAt: day(0) }
}

let customers = 0

function conversationOf(
  chance: Chance,
  contact: Contact,
): { contact: Contact; conversation: StoredConversation } {
  const number = `+1415${String(customers++).padStart(7, '0')}`
  const maybe = <T>(value: T, share = 0.5) => (chance() < share ? value : null)
  const someDay = () => day(Math.floor(chance() * 4))
  const inboxId = inboxes[Math.floor(chance() * inboxes.length)]?.id ?? ''
  const lineId = pick(chance, [world.support.line.id, world.sales.line.id])
  const place = {
    id: uuidv7(),
    inboxId,
    lineId,
    contactId: contact.id,
    participants: [number],
    display: number,
  }
  const conversation: StoredConversation = {
    ...begin(place, someDay()),
    status: pick(chance, ['open', 'open', 'open', 'done', 'spam']),
    snoozedUntil: maybe(someDay(), 0.3),
    unread: chance() < 0.4,
    assigneeId: maybe(pick(chance, [world.ada, world.ben, world.cleo])),
    waitingSince: maybe(someDay()),
    pinnedAt: maybe(someDay(), 0.2),
    tagIds: TAGS.filter(() => chance() < 0.3),
    voicemails: chance() < 0.3 ? 2 : 0,
    lastActivityAt: someDay(),
    contactLabels: contactLabels(contact),
  }
  return { contact, conversation }
}

// With milliseconds, as everything in the product has.
function day(number: number): string {
  return instant(Date.UTC(2026, 2, 1 + number, 9, 41, 7, 123))
}

async function asSystem(work: (write: Write) => Promise<void>): Promise<void> {
  await write(world.core, world.workspaceId, { type: 'system', id: null }, work)
}

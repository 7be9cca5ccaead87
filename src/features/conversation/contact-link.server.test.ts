import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '#db/sql.ts'
import { companyLabel } from '#features/contact/contact.ts'
import { followBatch } from '#features/search/follow.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import { forgetContact } from './contact-link.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk

beforeAll(async () => {
  base = await testDatabase()
})
beforeEach(async () => {
  world = await createWorld(base.db)
  desk = deskOf(world)
})
afterAll(() => base.drop())

const DONE = { ok: true, value: null }
const NOT_FOUND = { ok: false, error: 'not-found' }
const CHANGED = { ok: false, error: 'changed-since' }
const OTHER = '+14155550178'

test('MO-7, CT-9: a conversation is linked to a known contact, and the thread says who did, from whom to whom', async () => {
  const { ada } = world
  const dora = await known('Dora Diaz', 'Diaz & Co')
  const id = await desk.receive('New phone!', { from: OTHER })
  const nobody = await contactOf(id)
  expect(await link(ada, id, dora)).toEqual(DONE)
  expect(await contactOf(id)).toBe(dora)
  expect(await lines(id)).toEqual([
    {
      actorId: ada,
      data: {
        contactId: { from: nobody, to: dora },
        name: { from: '(415) 555-0178', to: 'Dora Diaz' },
        ownerId: nobody,
      },
    },
  ])
})

test('MO-7: a new contact begins with the name that was typed', async () => {
  const id = await desk.receive('It is Dan')
  const dan = uuidv7()
  expect(await link(world.ada, id, dan, { name: '  Dan  ' })).toEqual(DONE)
  expect(await seen(world.ben, id)).toMatchObject([{ id: dan, name: 'Dan', company: null }])
  expect(await link(world.ada, id, uuidv7(), { name: '   ' })).toEqual({ ok: false, error: 'invalid-input' })
})

test('MO-7: what comes from the number keeps the link, on this line and on every other', async () => {
  const { ada, sales } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('New phone!', { from: OTHER })
  await link(ada, id, dora)
  expect(await desk.receive('Still there?', { from: OTHER })).toBe(id)
  expect(await contactOf(id)).toBe(dora)
  const sold = await desk.receive('And do you sell bells?', { from: OTHER, line: sales.line })
  expect(await contactOf(sold)).toBe(dora)
})

test('MO-7: all that the member sees of the number goes along, and nothing of what they do not see', async () => {
  const { ada, ben, support, sales } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('Hello', { from: OTHER })
  const sold = await desk.receive('Hello', { from: OTHER, line: sales.line })
  const nobody = await contactOf(sold)
  expect(await link(ben, id, dora)).toEqual(DONE)
  expect(await contactOf(id)).toBe(dora)
  expect(await contactOf(sold)).toBe(nobody)
  expect(await lines(sold)).toEqual([])
  const dan = uuidv7()
  expect(await link(ada, id, dan, { name: 'Dan' })).toEqual(DONE)
  expect([await contactOf(id), await contactOf(sold)]).toEqual([dan, dan])
  expect(await heardOf(dan)).toEqual([support.id, sales.id].sort())
  expect(await lines(sold)).toMatchObject([{ data: { name: { to: 'Dan' } } }])
})

test('MO-7: a contact of another inbox or workspace, and one that is nowhere, is not linked to', async () => {
  const { ben, cleo, sales } = world
  const id = await desk.receive('Hello', { from: OTHER })
  const sold = await desk.receive('Hello', { from: '+14155550179', line: sales.line })
  const theirs = await contactOf(sold)
  const elsewhere = deskOf(await createWorld(base.db))
  const foreign = await elsewhere.receive('Hello')
  const [row] = await elsewhere.rows(
    sql<{ id: string }>`select contact_id as id from conversation where id = ${foreign}`,
  )
  await changesNothing(async () => {
    for (const contactId of [theirs, row?.id ?? '', uuidv7()]) {
      expect(await link(ben, id, contactId)).toEqual(NOT_FOUND)
      expect(await link(ben, id, contactId, { undo: true })).toEqual(CHANGED)
    }
    expect(await link(ben, id, theirs, { name: 'Mallory' })).toEqual(NOT_FOUND)
    expect(await link(cleo, id, theirs)).toEqual(NOT_FOUND)
    expect(await link(ben, uuidv7(), theirs)).toEqual(NOT_FOUND)
    expect(await desk.run(ben, 'conversation.link-contact', { id })).toEqual({
      ok: false,
      error: 'invalid-input',
    })
  })
})

test('MO-7: a group belongs to several people and is linked to nobody; it goes where its first number goes', async () => {
  const { ada, workspaceId } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('Hello', { from: OTHER })
  const group = await desk.receive('We are two', { from: '+14155550190' })
  await desk.rows(
    sql`update conversation set participants = ${[OTHER, '+14155550191']}, contact_id = ${await contactOf(id)}
      where workspace_id = ${workspaceId} and id = ${group}`,
  )
  await changesNothing(async () =>
    expect(await link(ada, group, dora)).toEqual({ ok: false, error: 'group-contact' }),
  )
  expect(await link(ada, id, dora)).toEqual(DONE)
  expect(await contactOf(group)).toBe(dora)
})

test('MO-7, ruling 10: undone, all of it is with whom it was, who need not be seen by anybody any more', async () => {
  const { ada, ben, sales } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('Hello', { from: OTHER })
  const sold = await desk.receive('Hello', { from: OTHER, line: sales.line })
  const nobody = await contactOf(id)
  const dan = uuidv7()
  await link(ben, id, dan, { name: 'Dan' })
  expect([await contactOf(id), await contactOf(sold)]).toEqual([dan, nobody])
  await link(ada, sold, dora)
  expect([await contactOf(id), await contactOf(sold)]).toEqual([dora, dora])
  // It was not Ben who did this.
  expect(await link(ben, id, nobody, { undo: true })).toEqual(CHANGED)
  expect(await link(ada, sold, nobody, { undo: true })).toEqual(DONE)
  expect([await contactOf(id), await contactOf(sold)]).toEqual([dan, nobody])
  expect(await owner(OTHER)).toBe(dan)
  expect(await link(ben, id, nobody, { undo: true })).toEqual(DONE)
  expect([await contactOf(id), await owner(OTHER)]).toEqual([nobody, nobody])
})

test('MO-7: undone, a contact that was made for it is gone, and one with whom somebody else is stays', async () => {
  const { ada, ben } = world
  const id = await desk.receive('Hello')
  const nobody = await contactOf(id)
  const dan = uuidv7()
  await link(ada, id, dan, { name: 'Dan' })
  expect(await link(ada, id, nobody, { undo: true })).toEqual(DONE)
  expect(await contactOf(id)).toBe(nobody)
  expect(await names()).toEqual([null])

  const eve = uuidv7()
  const other = await desk.receive('Hello', { from: OTHER })
  await link(ada, id, eve, { name: 'Eve' })
  await link(ben, other, eve)
  expect(await link(ada, id, nobody, { undo: true })).toEqual(DONE)
  expect(await contactOf(other)).toBe(eve)
})

test('MO-7: what somebody has linked since is theirs, and is not taken back', async () => {
  const { ada, ben } = world
  const [dora, eve] = [await known('Dora Diaz'), await known('Eve', null, '+14155550181')]
  const id = await desk.receive('Hello', { from: OTHER })
  const nobody = await contactOf(id)
  await link(ada, id, dora)
  await link(ben, id, eve)
  expect(await link(ada, id, nobody, { undo: true })).toEqual(CHANGED)
  expect(await contactOf(id)).toBe(eve)
  // Not even when it would be to somebody whom the member sees.
  await link(ada, id, dora)
  await link(ben, id, eve)
  expect(await link(ada, id, dora, { undo: true })).toEqual(CHANGED)
  expect([await contactOf(id), await owner(OTHER)]).toEqual([eve, eve])
})

test('MO-7: filters follow the contact', async () => {
  const { ada } = world
  const dora = await known('Dora Diaz', 'Diaz & Co')
  const id = await desk.receive('Hello', { from: OTHER })
  const nobody = await contactOf(id)
  await link(ada, id, dora)
  expect(await labels(id)).toEqual([companyLabel('Diaz & Co')])
  await link(ada, id, nobody, { undo: true })
  expect(await labels(id)).toEqual([])
})

test('MO-7: search finds it by the new name, and no more by the old one', async () => {
  const { ada } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('Hello', { from: OTHER })
  await link(ada, id, uuidv7(), { name: 'Quentin' })
  expect(await found(ada, 'quentin')).toEqual([id])
  await link(ada, id, dora)
  expect(await found(ada, 'quentin')).toEqual([])
  expect(await found(ada, 'dora diaz')).toContain(id)
})

test('MO-7: whom somebody has named is still found and linked to by who knew them, and by nobody else', async () => {
  const { ada, ben, cleo } = world
  const id = await desk.receive('Hello', { from: OTHER })
  const dan = uuidv7()
  await link(ada, id, dan, { name: 'Dan Diaz' })
  await link(ada, id, uuidv7(), { name: 'Eve' })
  expect(await kept(ben, 'diaz dan')).toEqual([dan])
  expect(await kept(ben, '')).toEqual([dan])
  expect(await kept(ben, 'd%n')).toEqual([])
  expect(await kept(cleo, 'dan')).toEqual([])
  const update = { id: dan, name: 'Dan Diaz', company: 'Bells', properties: {} }
  expect(await desk.run(ben, 'contact.update', update)).toEqual(DONE)
  expect(await desk.run(cleo, 'contact.update', update)).toEqual(NOT_FOUND)
  expect(await link(ben, id, dan)).toEqual(DONE)
  expect(await labels(id)).toEqual([companyLabel('Bells')])
})

test('MO-7: of a nameless contact whom nobody is with any more nothing is left', async () => {
  const { ada, core, workspaceId, support } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('Hello', { from: OTHER })
  const nobody = await contactOf(id)
  const forget = () => forgetContact(core, { workspaceId, contactId: nobody, inboxIds: [support.id] })
  await forget()
  expect(await names()).toEqual(['Dora Diaz', null])
  await link(ada, id, dora)
  expect(await kept(ada, '')).toEqual([])
  await forget()
  expect(await names()).toEqual(['Dora Diaz'])
})

test('MO-7, CT-6: what a contact has said of our texts stays on record, whoever they were taken for', async () => {
  const { ada, core, workspaceId, support } = world
  const dora = await known('Dora Diaz')
  const id = await desk.receive('START', { from: OTHER })
  const nobody = await contactOf(id)
  await link(ada, id, dora)
  await forgetContact(core, { workspaceId, contactId: nobody, inboxIds: [support.id] })
  expect(await saidBy(nobody)).toEqual(['in'])

  const dan = uuidv7()
  await link(ada, id, dan, { name: 'Dan' })
  await desk.receive('STOP', { from: OTHER })
  await desk.receive('START', { from: OTHER })
  expect(await link(ada, id, dora, { undo: true })).toEqual(DONE)
  expect(await contactOf(id)).toBe(dora)
  expect(await saidBy(dan)).toEqual(['out', 'in'])
  expect(await kept(ada, 'dan')).toEqual([dan])
})

test('MO-7: of two who link at once the last one has it, and each conversation of the number is with the same contact', async () => {
  const { ada, ben, sales } = world
  const [dora, eve] = [await known('Dora Diaz'), await known('Eve', null, '+14155550181')]
  const id = await desk.receive('Hello', { from: OTHER })
  const sold = await desk.receive('Hello', { from: OTHER, line: sales.line })
  for (let round = 0; round < 5; round++) {
    const done = await Promise.all([
      link(ada, sold, dora),
      link(ben, id, eve),
      link(ada, id, eve),
      desk.receive('And now?', { from: OTHER }),
      desk.run(ada, 'contact.update', {
        id: dora,
        name: `Dora ${round}`,
        company: `No ${round}`,
        properties: {},
      }),
    ])
    expect(done.filter((one) => typeof one === 'object' && !one.ok)).toEqual([])
    const contact = await contactOf(id)
    expect([dora, eve]).toContain(contact)
    expect(await owner(OTHER)).toBe(contact)
    expect(await labels(id)).toEqual(contact === dora ? [companyLabel(`No ${round}`)] : [])
  }
})

test('CH-10, CT-4: other conversations are all that the member sees, newest first, page by page', async () => {
  const { ada, ben, cleo, sales } = world
  const dora = await known('Dora Diaz')
  const ids = [await desk.find('+14155550180', world.support.line)]
  for (const [place, line] of [world.support.line, sales.line, world.support.line].entries()) {
    const id = await desk.receive('Hello', { from: `+1415555020${place}`, line })
    await link(ada, id, dora)
    ids.unshift(id)
  }
  expect(await others(ada, dora)).toEqual(ids)
  expect(await others(ben, dora)).toEqual([ids[0], ids[2], ids[3]])
  expect(await others(cleo, dora)).toEqual([ids[1]])
  const first = await page(ada, dora, null, 3)
  const last = first.rows.at(-1)
  expect(first.more).toBe(true)
  const rest = await page(ada, dora, last ? { at: last.lastActivityAt, id: last.id } : null, 3)
  expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(ids)
  expect(rest.more).toBe(false)
})

/** Somebody of Support's whom they have named. */
async function known(name: string, company: string | null = null, from = '+14155550180'): Promise<string> {
  const contactId = await contactOf(await desk.receive('Hello', { from }))
  const input = { id: contactId, name, company: company ?? '', properties: {} }
  expect(await desk.run(world.ada, 'contact.update', input)).toEqual(DONE)
  return contactId
}

function link(by: string, id: string, contactId: string, more: object = {}) {
  return desk.run(by, 'conversation.link-contact', { id, contactId, ...more })
}

async function changesNothing(work: () => Promise<void>): Promise<void> {
  const before = await desk.facts()
  await work()
  expect(await desk.facts()).toEqual(before)
}

async function contactOf(id: string): Promise<string> {
  const [row] = await desk.rows(
    sql<{ id: string }>`select contact_id as id from conversation
      where workspace_id = ${world.workspaceId} and id = ${id}`,
  )
  return row?.id ?? ''
}

async function saidBy(contactId: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ type: string }>`select type from consent
      where workspace_id = ${world.workspaceId} and contact_id = ${contactId} order by seq`,
  )
  return rows.map(({ type }) => type)
}

async function owner(number: string): Promise<string | undefined> {
  const [row] = await desk.rows(
    sql<{ id: string }>`select contact_id as id from contact_address
      where workspace_id = ${world.workspaceId} and address = ${number}`,
  )
  return row?.id
}

function lines(id: string) {
  return desk.rows(
    sql<object>`select actor_id as "actorId", data from event where workspace_id = ${world.workspaceId}
      and conversation_id = ${id} and seq is not null and type = 'conversation.link-contact' order by seq`,
  )
}

async function labels(id: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ label: string }>`select label from conversation_label
      where workspace_id = ${world.workspaceId} and conversation_id = ${id}`,
  )
  return rows.map(({ label }) => label)
}

async function names(): Promise<(string | null)[]> {
  const rows = await desk.rows(
    sql<{
      name: string | null
    }>`select name from contact where workspace_id = ${world.workspaceId} order by name`,
  )
  return rows.map(({ name }) => name)
}

/** Which inboxes have heard of a contact. */
async function heardOf(contactId: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ audience: string }>`select distinct audience from change
      where workspace_id = ${world.workspaceId} and type = 'contact' and ${contactId} = any(ids)`,
  )
  return rows.map(({ audience }) => audience).sort()
}

/** The contact as a member's thread of it comes with. */
async function seen(memberId: string, conversationId: string): Promise<object[]> {
  const answer = await desk.ask(memberId, 'conversation.thread', { conversationId, before: null, limit: 1 })
  return answer.ok ? (answer.value.rows.contact ?? []) : []
}

async function kept(memberId: string, words: string): Promise<string[]> {
  const answer = await desk.ask(memberId, 'contact.kept', { words })
  return answer.ok ? (answer.value.rows.contact ?? []).map(({ id }) => id) : []
}

type Listed = { id: string; lastActivityAt: string }

async function page(memberId: string, contactId: string, last: object | null, limit: number) {
  const answer = await desk.ask(memberId, 'conversation.others', { contactId, last, limit })
  if (!answer.ok) throw new Error(answer.error.code)
  // What a conversation's row holds.
  return { rows: (answer.value.rows.conversation ?? []) as Listed[], more: answer.value.more }
}

async function others(memberId: string, contactId: string): Promise<string[]> {
  return (await page(memberId, contactId, null, 50)).rows.map(({ id }) => id)
}

async function found(memberId: string, words: string): Promise<string[]> {
  while (await followBatch(base.db, world.workspaceId));
  const nothing = { inboxIds: null, tagIds: null, by: null, has: [], since: null, until: null, from: null }
  const answer = await desk.ask(memberId, 'search', { ...nothing, words, limit: 10 })
  return answer.ok ? (answer.value.rows.search_person ?? []).map(({ id }) => id) : []
}

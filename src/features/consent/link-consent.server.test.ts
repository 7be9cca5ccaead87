import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, DORA, type World } from '#test/world.ts'

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
const refused = (error: string) => ({ ok: false, error })
const OTHER = '+14155550178'

test('MO-7, CT-6: a number that wants no texts takes that along to a new contact, with all that was said', async () => {
  const id = await desk.receive('STOP')
  const nobody = await contactOf(id)
  expect(await send(id)).toEqual(refused('opted-out'))
  const dan = uuidv7()
  expect(await link(id, dan, { name: 'Dan' })).toEqual(DONE)
  expect(await send(id)).toEqual(refused('opted-out'))
  expect(await entries(dan)).toEqual(await entries(nobody))
  await desk.receive('START')
  expect(await send(id)).toEqual(DONE)
})

test('MO-7, CT-6: it frees no number, and bars nobody by the way: a person says first whom it is true of', async () => {
  const { ada } = world
  const dora = await desk.receive('Hello', { from: OTHER })
  const doraId = await contactOf(dora)
  const id = await desk.receive('STOP')
  await changesNothing(async () => expect(await link(id, doraId)).toEqual(refused('number-opted-out')))
  expect(await desk.run(ada, 'contact.opt-out', { conversationId: dora })).toEqual(DONE)
  expect(await link(id, doraId)).toEqual(DONE)
  expect(await send(id)).toEqual(refused('opted-out'))
})

test('MO-7, CT-6: what reads as if they wanted none is settled before it is linked', async () => {
  const doraId = await contactOf(await desk.receive('Hello', { from: OTHER }))
  const id = await desk.receive('please stop texting me')
  expect(await asked(await contactOf(id))).toBe(true)
  await changesNothing(async () => expect(await link(id, doraId)).toEqual(refused('number-asked')))
  const dan = uuidv7()
  expect(await link(id, dan, { name: 'Dan' })).toEqual(DONE)
  expect(await asked(dan)).toBe(true)
})

test('MO-7, CT-6: what was said at another number stays with who said it', async () => {
  const dora = await desk.receive('Hello', { from: OTHER })
  const doraId = await contactOf(dora)
  const id = await desk.receive('Hello')
  await link(id, doraId)
  await desk.receive('STOP', { from: OTHER })
  expect(await send(id)).toEqual(refused('opted-out'))
  expect(await link(id, uuidv7(), { name: 'Dan' })).toEqual(DONE)
  expect(await send(id)).toEqual(DONE)
  expect(await send(dora)).toEqual(refused('opted-out'))
})

test('MO-7, CT-6: each number that has said it takes it along, whichever said it first', async () => {
  const dora = await desk.receive('Hello', { from: OTHER })
  const id = await desk.receive('Hello')
  await link(id, await contactOf(dora))
  await desk.receive('STOP', { from: OTHER })
  await desk.receive('STOP')
  const known = await contactOf(await desk.receive('Hello', { from: '+14155550179' }))
  for (const one of [id, dora])
    await changesNothing(async () => expect(await link(one, known)).toEqual(refused('number-opted-out')))
  for (const one of [id, dora]) {
    expect(await link(one, uuidv7(), { name: 'Dan' })).toEqual(DONE)
    expect(await send(one)).toEqual(refused('opted-out'))
  }
})

test('MO-7, CT-6: who wants no texts anyway has on record what a number of theirs has said before', async () => {
  const dora = await desk.receive('STOP', { from: OTHER })
  const id = await desk.receive('STOP')
  expect(await link(id, await contactOf(dora))).toEqual(DONE)
  expect(await link(id, uuidv7(), { name: 'Dan' })).toEqual(DONE)
  expect(await send(id)).toEqual(refused('opted-out'))
})

test('MO-7, CT-6: whom another team has linked the number to bars nobody in this one', async () => {
  const { ada, ben, cleo, sales } = world
  const dora = await desk.receive('STOP', { from: OTHER })
  const id = await desk.receive('Hello')
  const sold = await desk.receive('Hello', { line: sales.line })
  const linked = { id, contactId: await contactOf(dora) }
  expect(await desk.run(ben, 'conversation.link-contact', linked)).toEqual(DONE)
  expect(await send(id)).toEqual(refused('opted-out'))
  expect(await send(sold, cleo)).toEqual(DONE)
  const start = { messageId: uuidv7(), lineId: sales.line.id, to: DORA, text: 'Hi' }
  expect(await desk.run(cleo, 'conversation.start', start)).toMatchObject({ ok: true })
  await desk.receive('STOP')
  expect(await send(sold, cleo)).toEqual(refused('opted-out'))
  expect(await desk.run(ada, 'conversation.start', { ...start, messageId: uuidv7() })).toEqual(
    refused('opted-out'),
  )
})

test('MO-7, CT-6: a number that says STOP while it is linked wants no texts from whomever it is with', async () => {
  const { ben, cleo, sales } = world
  for (let round = 0; round < 8; round++) {
    const from = `+1415555020${round}`
    const id = await desk.receive('Hello', { from })
    const sold = await desk.receive('Hello', { from, line: sales.line })
    const dan = { id, contactId: uuidv7(), name: 'Dan' }
    const [linked] = await Promise.all([
      desk.run(ben, 'conversation.link-contact', dan),
      desk.receive('STOP', { from, line: sales.line }),
      desk.run(ben, 'contact.update', { id: await contactOf(id), name: 'Dora', company: '', properties: {} }),
    ])
    expect(linked).toEqual(DONE)
    expect(await send(id, ben)).toEqual(refused('opted-out'))
    expect(await send(sold, cleo)).toEqual(refused('opted-out'))
  }
})

test('MO-7, CT-6: who opts out while it is taken back stays opted out', async () => {
  const doraId = await contactOf(await desk.receive('Hello', { from: OTHER }))
  const id = await desk.receive('Hello')
  const nobody = await contactOf(id)
  await link(id, doraId)
  await desk.receive('STOP')
  await changesNothing(async () =>
    expect(await link(id, nobody, { undo: true })).toEqual(refused('number-opted-out')),
  )
  expect(await send(id)).toEqual(refused('opted-out'))
})

function link(id: string, contactId: string, more: object = {}) {
  return desk.run(world.ada, 'conversation.link-contact', { id, contactId, ...more })
}

function send(conversationId: string, by = world.ada) {
  return desk.run(by, 'message.send', { messageId: uuidv7(), conversationId, text: 'Hi' })
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

async function asked(contactId: string): Promise<boolean> {
  const [row] = await desk.rows(
    sql<{ asked: boolean }>`select opt_out_asked is not null as asked from contact
      where workspace_id = ${world.workspaceId} and id = ${contactId}`,
  )
  return row?.asked ?? false
}

function entries(contactId: string) {
  return desk.rows(
    sql<object>`select seq, type, source, words, conversation_id as "conversationId", message_id as "messageId", at
      from consent where workspace_id = ${world.workspaceId} and contact_id = ${contactId} order by seq`,
  )
}

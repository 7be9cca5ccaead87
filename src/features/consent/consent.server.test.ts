import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { heedCarrier } from './consent.server.ts'
import type { ConsentEntry } from './consent.ts'

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
const OPTED_OUT = { ok: false, error: 'opted-out' }
const NOT_FOUND = { ok: false, error: 'not-found' }

test('CT-6: the first text of a new customer is STOP: nothing goes to them from any inbox, and the thread says why', async () => {
  const { ada, ben, cleo, sales } = world
  const id = await desk.receive(' Stop. ')
  const at = expect.any(String)
  expect(await consent()).toEqual({
    out: { at, source: 'words', memberId: null, words: 'Stop.' },
    asked: null,
  })
  expect(await lines(id)).toEqual([
    { type: 'contact.opted-out', actor: 'customer', data: { source: 'words', words: 'Stop.' }, seq: 2 },
  ])
  expect(await send(ben, id)).toEqual(OPTED_OUT)
  const start = { messageId: uuidv7(), lineId: sales.line.id, to: DORA, text: 'An offer' }
  expect(await desk.run(cleo, 'conversation.start', start)).toEqual(OPTED_OUT)
  const inSales = await desk.receive('Hello?', { line: sales.line })
  expect(await send(cleo, inSales)).toEqual(OPTED_OUT)
  expect(await send(ada, inSales)).toEqual(OPTED_OUT)
  expect(await desk.rows(sql`select id from message where direction = 'out'`)).toEqual([])
})

test('CT-6: START opts in again, and each time that they say so is on record', async () => {
  const id = await desk.receive('START')
  expect(await lines(id)).toEqual([])
  await desk.receive('Alto')
  await desk.receive('alto!')
  await desk.receive('Unstop')
  const said = { source: 'words', memberId: null }
  expect(await entries()).toEqual([
    { seq: 1, type: 'in', ...said, words: 'START' },
    { seq: 2, type: 'out', ...said, words: 'Alto' },
    { seq: 3, type: 'out', ...said, words: 'alto!' },
    { seq: 4, type: 'in', ...said, words: 'Unstop' },
  ])
  expect((await lines(id)).map(({ type }) => type)).toEqual(['contact.opted-out', 'contact.opted-in'])
  expect(await consent()).toEqual({ out: null, asked: null })
  expect(await send(world.ben, id)).toEqual(DONE)
})

test('CT-6: texts that come together are heard in their order', async () => {
  const texts = ['Hello', 'STOP', 'start', 'please stop texting me', 'Stop', 'Bye']
  await Promise.all(texts.map((text) => desk.receive(text)))
  const id = await desk.find(DORA, world.support.line)
  expect((await entries()).map(({ type }) => type)).toEqual(['out', 'in', 'asked', 'out'])
  const seqs = await desk.rows(sql<{ seq: number }>`select seq from message where conversation_id = ${id}
    union all select seq from event where conversation_id = ${id} and seq is not null order by 1`)
  expect(seqs.map(({ seq }) => seq)).toEqual([...Array(9).keys()].map((index) => index + 1))
})

test('CT-6: a likely wording asks the team, who confirm it once for everybody', async () => {
  const id = await desk.receive('Arrêtez de m’écrire')
  const [text] = await desk.rows(sql<{ id: string }>`select id from message`)
  expect(await consent()).toMatchObject({ out: null, asked: { conversationId: id, messageId: text?.id } })
  expect(await lines(id)).toEqual([])
  expect(await optOut(world.ben, id)).toEqual(DONE)
  expect(await consent()).toMatchObject({ out: { source: 'member', memberId: world.ben }, asked: null })
  const [, said] = await desk.rows(
    sql<{ messageId: string }>`select message_id as "messageId" from consent order by seq`,
  )
  expect(said?.messageId).toBe(text?.id)
})

test('CT-6: or say that it was not meant so; a later one asks again', async () => {
  const id = await desk.receive('stop it')
  expect(await desk.run(world.ben, 'contact.dismiss-opt-out', { conversationId: id })).toEqual(DONE)
  expect(await consent()).toEqual({ out: null, asked: null })
  expect(await send(world.ben, id)).toEqual(DONE)
  expect(await undo(world.ada, id)).toEqual({ ok: false, error: 'changed-since' })
  expect(await undo(world.ben, id)).toEqual(DONE)
  expect((await consent()).asked).not.toBeNull()
  await desk.run(world.ben, 'contact.dismiss-opt-out', { conversationId: id })
  await desk.receive('No more texts')
  expect((await consent()).asked).not.toBeNull()
})

test('MO-7: a member opts a customer out, takes it back, and opts them in again once they have agreed', async () => {
  const { ben, ada } = world
  const id = await desk.receive('Hello')
  expect(await optOut(ben, id)).toEqual(DONE)
  expect(await optOut(ada, id)).toEqual(DONE)
  expect(await consent()).toMatchObject({ out: { source: 'member', memberId: ben } })
  expect(await undo(ben, id)).toEqual(DONE)
  expect(await consent()).toEqual({ out: null, asked: null })
  expect(await undo(ben, id)).toEqual({ ok: false, error: 'changed-since' })
  await desk.receive('STOP')
  const { out } = await consent()
  expect((await optIn(ada, id, false)).ok).toBe(false)
  expect(await optIn(ada, id)).toEqual(DONE)
  expect(await undo(ada, id)).toEqual(DONE)
  expect((await consent()).out).toEqual(out)
  expect(await optIn(ada, id)).toEqual(DONE)
  expect((await lines(id)).map(({ type, actor }) => [type, actor])).toEqual([
    ['contact.opted-out', 'member'],
    ['contact.consent-undone', 'member'],
    ['contact.opted-out', 'customer'],
    ['contact.opted-in', 'member'],
    ['contact.consent-undone', 'member'],
    ['contact.opted-in', 'member'],
  ])
  const audited = await desk.rows(sql<{ action: string }>`select action from audit
    where action like 'contact.%' order by seq`)
  expect(audited.map(({ action }) => action)).toEqual((await lines(id)).map(({ type }) => type))
})

test('CT-6: no member takes back an opt-out over which the customer has said STOP themselves', async () => {
  const { ben } = world
  const id = await desk.receive('Hello')
  expect(await optOut(ben, id)).toEqual(DONE)
  await desk.receive('STOP')
  expect(await undo(ben, id)).toEqual({ ok: false, error: 'changed-since' })
  expect(await send(ben, id)).toEqual(OPTED_OUT)
})

test('MO-7: what is taken back is that one act, and not what the same member did of somebody else before', async () => {
  const { ada, ben, sales } = world
  const other = '+14155550178'
  const bobs = await desk.receive('Hi', { from: other })
  const shared = await desk.receive('Hi')
  await desk.receive('Hi', { line: sales.line })
  const [bob] = await desk.rows(
    sql<{ id: string }>`select contact_id as id from conversation where id = ${bobs}`,
  )
  expect(await desk.run(ben, 'conversation.link-contact', { id: shared, contactId: bob?.id })).toEqual(DONE)
  const inSales = await desk.find(DORA, sales.line)
  expect(await optOut(ada, bobs)).toEqual(DONE)
  expect(await optOut(ada, inSales)).toEqual(DONE)
  expect(await undo(ada, inSales)).toEqual(DONE)
  expect(await send(ben, bobs)).toEqual(OPTED_OUT)
})

test('CT-6: who does not see the conversation changes nothing, in this workspace or another', async () => {
  const id = await desk.receive('stop it')
  await optOut(world.ben, id)
  const elsewhere = await createWorld(base.db)
  const before = await desk.facts()
  for (const conversationId of [id, uuidv7()])
    for (const [name, more] of COMMANDS)
      expect(await desk.run(world.cleo, name, { conversationId, ...more })).toEqual(NOT_FOUND)
  for (const [name, more] of COMMANDS)
    expect(await deskOf(elsewhere).run(elsewhere.ada, name, { conversationId: id, ...more })).toEqual(
      NOT_FOUND,
    )
  expect(await desk.facts()).toEqual(before)
})

const COMMANDS = [
  ['contact.opt-out', {}],
  ['contact.opt-in', { agreed: true }],
  ['contact.dismiss-opt-out', {}],
  ['contact.undo-consent', { before: { optOut: null, optOutAsked: null } }],
] as const

test('CT-6: every inbox that knows the customer hears of it, and no other', async () => {
  const { support, sales } = world
  const id = await desk.receive('Hello')
  await optOut(world.ben, id)
  expect(await heardBy('contact')).toContain(support.id)
  expect(await heardBy('contact')).not.toContain(sales.id)
  await desk.receive('STOP', { line: sales.line })
  expect(await heardBy('contact')).toContain(sales.id)
  await optIn(world.ben, id)
  const [last] = await desk.rows(
    sql<{ inboxes: string[] }>`select array_agg(audience) as inboxes from change
      where type = 'contact' and seq > (select max(seq) - 4 from change)`,
  )
  expect(new Set(last?.inboxes)).toEqual(new Set([support.id, sales.id]))
})

test('CT-6: a number that two inboxes take for two customers is one phone, and what it says counts for both', async () => {
  const { ben, cleo, sales } = world
  const [inSupport, inSales] = [await desk.receive('Hi'), await desk.receive('Hi', { line: sales.line })]
  const other = uuidv7()
  const link = { id: inSales, contactId: other, name: 'The workshop' }
  expect(await desk.run(cleo, 'conversation.link-contact', link)).toMatchObject({ ok: true })
  const barred = () => desk.rows(sql<{ barred: boolean }>`select opt_out is not null as barred from contact`)
  const both = (is: boolean) => [{ barred: is }, { barred: is }]

  await desk.receive('STOP')
  expect(await barred()).toEqual(both(true))
  expect(await send(cleo, inSales)).toEqual(OPTED_OUT)
  await desk.receive('START', { line: sales.line })
  expect(await barred()).toEqual(both(false))
  expect(await optOut(ben, inSupport)).toEqual(DONE)
  expect(await barred()).toEqual(both(true))
  expect(await undo(ben, inSupport)).toEqual(DONE)
  expect(await barred()).toEqual(both(false))
  const [told] = await desk.rows(
    sql<{ inboxes: string[] }>`select array_agg(distinct audience) as inboxes from change
      where type = 'contact' and ${other} = any(ids)`,
  )
  expect(told?.inboxes).toEqual([sales.id])
  expect((await lines(inSupport)).map(({ type }) => type)).toEqual([
    ...['contact.opted-out', 'contact.opted-out', 'contact.consent-undone'],
  ])
})

test('CT-6: a carrier that refuses a text because its customer wants none is believed, once', async () => {
  const id = await desk.receive('Hello')
  const task = { workspaceId: world.workspaceId, conversationId: id, messageId: uuidv7() }
  await heedCarrier(world.core, task)
  await heedCarrier(world.core, task)
  expect(await consent()).toMatchObject({ out: { source: 'carrier', memberId: null } })
  expect(await lines(id)).toEqual([
    { type: 'contact.opted-out', actor: 'system', data: { source: 'carrier' }, seq: 2 },
  ])
  await heedCarrier(world.core, { ...task, conversationId: uuidv7() })
})

test('CT-6: a carrier whose report comes late bars nobody who has said START since', async () => {
  const { ben, core, workspaceId } = world
  const id = await desk.receive('Hello')
  const messageId = uuidv7()
  await desk.run(ben, 'message.send', { messageId, conversationId: id, text: 'Hi' })
  await desk.rows(
    sql`update message set attempted_at = ${instant(Date.now() - 1_000)} where id = ${messageId}`,
  )
  await desk.receive('START')
  await heedCarrier(core, { workspaceId, conversationId: id, messageId })
  expect(await send(ben, id)).toEqual(DONE)
  await desk.rows(
    sql`update message set attempted_at = ${instant(Date.now() + 1_000)} where id = ${messageId}`,
  )
  await heedCarrier(core, { workspaceId, conversationId: id, messageId })
  expect(await send(ben, id)).toEqual(OPTED_OUT)
})

test('CT-6: a START that comes after the STOP that was sent after it opts nobody in', async () => {
  const { ben } = world
  const sentAt = (seconds: number) => ({ at: instant(Date.now() - 60_000 + seconds * 1_000) })
  const id = await desk.receive('STOP', sentAt(10))
  await desk.receive('START', sentAt(5))
  expect(await send(ben, id)).toEqual(OPTED_OUT)
  await desk.receive('START', sentAt(15))
  expect(await send(ben, id)).toEqual(DONE)
  await Promise.all([desk.receive('STOP', sentAt(30)), desk.receive('START', sentAt(25))])
  expect(await send(ben, id)).toEqual(OPTED_OUT)
  await desk.receive('START')
  expect(await send(ben, id)).toEqual(DONE)
})

test('CT-6: a question about a text that is deleted with its conversation is asked no more', async () => {
  const { ada, ben, support } = world
  await desk.rows(sql`update line set installed_by = ${ben} where id = ${support.line.id}`)
  const id = await desk.receive('please stop texting me')
  expect(await desk.run(ben, 'conversation.delete', { id, confirmed: true })).toEqual(DONE)
  expect(await consent()).toEqual({ out: null, asked: null })
  const again = await desk.receive('Hello again')
  const other = await desk.receive('Hello', { from: '+14155550178' })
  const [known] = await desk.rows(
    sql<{ id: string }>`select contact_id as id from conversation where id = ${other}`,
  )
  const link = { id: again, contactId: known?.id }
  expect(await desk.run(ada, 'conversation.link-contact', link)).toEqual(DONE)
})

test('CT-6: an inbox that only keeps a contact hears of it, too', async () => {
  const { ada, ben, cleo, sales } = world
  const id = await desk.receive('Hello')
  const sold = await desk.receive('Hello', { line: sales.line })
  const dan = uuidv7()
  await desk.run(ada, 'conversation.link-contact', { id, contactId: dan, name: 'Dan' })
  await desk.run(cleo, 'conversation.link-contact', { id: sold, contactId: uuidv7(), name: 'Eve' })
  const [told] = await desk.rows(sql<{ seq: number }>`select max(seq) as seq from change`)
  expect(await optOut(ben, id)).toEqual(DONE)
  const heard = await desk.rows(
    sql<{ audience: string }>`select audience from change where type = 'contact' and ${dan} = any(ids)
      and seq > ${told?.seq ?? 0}`,
  )
  expect(heard.map(({ audience }) => audience)).toContain(sales.id)
})

test('CT-6: what was said outlives the conversation in which it was said', async () => {
  await desk.rows(sql`update line set installed_by = ${world.ben} where id = ${world.support.line.id}`)
  const id = await desk.receive('STOP')
  const deletion = { id, confirmed: true }
  expect(await desk.run(world.ben, 'conversation.delete', deletion)).toEqual(DONE)
  expect(await entries()).toMatchObject([{ type: 'out', words: 'STOP' }])
  const again = await desk.receive('Hello again')
  expect(again).not.toBe(id)
  expect(await send(world.ben, again)).toEqual(OPTED_OUT)
})

test('CT-6: fifty who stop at once are fifty who get nothing more, and all that they said is on record', async () => {
  const numbers = [...Array(50).keys()].map((index) => `+1415555${3000 + index}`)
  await Promise.all(
    numbers.flatMap((from) => [desk.receive('STOP', { from }), desk.receive('STOP', { from })]),
  )
  const [all] = await desk.rows(
    sql`select count(*)::int as entries, count(distinct contact_id)::int as customers from consent`,
  )
  expect(all).toEqual({ entries: 100, customers: 50 })
})

function optOut(memberId: string, conversationId: string) {
  return desk.run(memberId, 'contact.opt-out', { conversationId })
}

function optIn(memberId: string, conversationId: string, agreed = true) {
  return desk.run(memberId, 'contact.opt-in', { conversationId, agreed })
}

function undo(memberId: string, conversationId: string) {
  const before = { optOut: null, optOutAsked: { at: instant(0), conversationId, messageId: uuidv7() } }
  return desk.run(memberId, 'contact.undo-consent', { conversationId, before })
}

function send(memberId: string, conversationId: string) {
  return desk.run(memberId, 'message.send', { messageId: uuidv7(), conversationId, text: 'Hello' })
}

async function consent(address = DORA): Promise<{ out: object | null; asked: object | null }> {
  const [found] = await desk.rows(
    sql<{ out: object | null; asked: object | null }>`select opt_out as out, opt_out_asked as asked
      from contact k join contact_address a on a.contact_id = k.id where a.address = ${address}`,
  )
  if (!found) throw new Error('Nobody knows them')
  return found
}

function entries() {
  return desk.rows(
    sql<Pick<ConsentEntry, 'type' | 'source' | 'memberId' | 'words'> & { seq: number }>`
      select seq, type, source, member_id as "memberId", words from consent order by seq`,
  )
}

function lines(conversationId: string) {
  return desk.rows(
    sql<{ type: string; actor: string; data: object; seq: number }>`select type, actor, data, seq from event
      where conversation_id = ${conversationId} and seq is not null order by seq`,
  )
}

async function heardBy(type: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ audience: string }>`select distinct audience from change where type = ${type}`,
  )
  return rows.map(({ audience }) => audience)
}

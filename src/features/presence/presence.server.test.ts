import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { MessageReceived } from '#channel/event.ts'
import { ownerRows, readWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { reachOf } from '#features/member/member.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { uuidv7 } from '#kit/id.ts'
import type { PresentAt } from '#sync/around.ts'
import { testDatabase } from '#test/database.ts'
import { eventually } from '#test/eventually.ts'
import { type Way, wayTo } from '#test/outage.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { createPresences, type Presences, type Visit } from './presence.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let conversationId: string

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  const { line } = world.support
  const text: MessageReceived = {
    ...{ type: 'message-received', providerMessageId: uuidv7(), text: 'Hi', media: [], at: null },
    ...{ from: DORA, to: line.address },
  }
  await createInbound(world.core).accept({ line, event: text })
  const [row] = await ownerRows(base.db, sql<{ id: string }>`select id from conversation`)
  conversationId = row?.id ?? ''
})
afterAll(() => base.drop())

const opened: Presences[] = []
beforeEach(() => async () => {
  for (const presences of opened.splice(0)) await presences.close()
})

test('who is at a conversation is told to those who share its inbox, and to nobody else', async () => {
  const presences = open()
  const [ada, ben, cleo] = await enterAll(presences)
  await ben.visit.at({ conversationId, writing: true })
  await eventually(() => expect(ada.present()).toEqual([{ memberId: world.ben, writing: true }]))
  expect(ben.present()).toEqual([{ memberId: world.ben, writing: true }])
  const late = await enter(presences, world.ada)
  expect(late.present()).toEqual([{ memberId: world.ben, writing: true }])
  const lateOutside = await enter(presences, world.cleo)
  expect(cleo.heard).toEqual([[]])
  expect(lateOutside.heard).toEqual([[]])
  expect(presences.writersAt(world.workspaceId, conversationId)).toEqual([world.ben])
})

test('who may not see a conversation is not at it, whatever they say', async () => {
  const presences = open()
  const [ada, , cleo] = await enterAll(presences)
  await cleo.visit.at({ conversationId, writing: true })
  await cleo.visit.at({ conversationId: uuidv7(), writing: true })
  await quiet()
  expect([ada.heard, cleo.heard]).toEqual([[[]], [[]]])
  expect(presences.writersAt(world.workspaceId, conversationId)).toEqual([])
})

test('it is looked up once, and nobody hears what has not changed', async () => {
  let reads = 0
  const connect = () => {
    reads++
    return base.db.app.connect()
  }
  const presences = open({ ...base.db, app: Object.create(base.db.app, { connect: { value: connect } }) })
  const [ada, ben] = await enterAll(presences)
  for (let beats = 0; beats < 5; beats++) await ben.visit.at({ conversationId, writing: false })
  await eventually(() => expect(ada.present()).toHaveLength(1))
  await quiet()
  expect([reads, ada.heard.length]).toEqual([1, 2])
})

test('who leaves is gone at once; who falls silent is gone in time', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  try {
    const presences = open()
    const [ada, ben] = await enterAll(presences)
    await ben.visit.at({ conversationId, writing: true })
    await eventually(() => expect(ada.present()).toHaveLength(1))
    ben.visit.leave()
    await eventually(() => expect(ada.present()).toEqual([]))
    const again = await enter(presences, world.ben)
    await again.visit.at({ conversationId, writing: true })
    await eventually(() => expect(ada.present()).toHaveLength(1))
    vi.advanceTimersByTime(11_000)
    await quiet()
    expect(ada.present()).toHaveLength(1)
    vi.advanceTimersByTime(4_000)
    await eventually(() => expect(ada.present()).toEqual([]))
  } finally {
    vi.useRealTimers()
  }
})

test('a conversation that is moved takes along who may follow, and its old inbox hears no more of it', async () => {
  const presences = open()
  const [ada, ben, cleo] = await enterAll(presences)
  await ada.visit.at({ conversationId, writing: true })
  await ben.visit.at({ conversationId, writing: true })
  await eventually(() => expect(ben.present()).toHaveLength(2))
  presences.moved(world.workspaceId, conversationId, world.sales.id)
  await eventually(() => expect(cleo.present()).toEqual([{ memberId: world.ada, writing: true }]))
  expect(ben.present()).toEqual([])
  expect(ada.present()).toEqual([{ memberId: world.ada, writing: true }])
})

test('what happens in one process is known in the other, as soon as they have met', async () => {
  const [one, other] = [open(base.db, base.url), open(base.db, base.url)]
  const ben = await enter(one, world.ben)
  await ben.visit.at({ conversationId, writing: true })
  const [ada, cleo] = [await enter(other, world.ada), await enter(other, world.cleo)]
  await eventually(() => expect(ada.present()).toEqual([{ memberId: world.ben, writing: true }]))
  expect(other.writersAt(world.workspaceId, conversationId)).toEqual([world.ben])
  await ben.visit.at({ conversationId, writing: false })
  await eventually(() => expect(ada.present()).toEqual([{ memberId: world.ben, writing: false }]))
  await ben.visit.at({ conversationId: null, writing: false })
  await eventually(() => expect(ada.present()).toEqual([]))
  expect(cleo.heard).toEqual([[]])
})

test('more tabs than a notice holds are told in several', async () => {
  const [one, other] = [open(base.db, base.url), open(base.db, base.url)]
  const ada = await enter(other, world.ada)
  const visits = await Promise.all(Array.from({ length: 120 }, () => enter(one, world.ben)))
  for (const { visit } of visits) await visit.at({ conversationId, writing: true })
  await eventually(() => expect(ada.present()).toHaveLength(1))
  for (const { visit } of visits.slice(1)) visit.leave()
  await quiet()
  expect(ada.present()).toHaveLength(1)
  visits[0]?.visit.leave()
  await eventually(() => expect(ada.present()).toEqual([]))
})

test('when the connection between processes breaks, it comes back by itself, and so does what was missed', async () => {
  const way: Way = await wayTo(base.url)
  const [one, other] = [open(base.db, way.url), open(base.db, base.url)]
  const [ben, ada] = [await enter(one, world.ben), await enter(other, world.ada)]
  await ben.visit.at({ conversationId, writing: false })
  await eventually(() => expect(ada.present()).toHaveLength(1))
  way.cut()
  await ben.visit.at({ conversationId, writing: true })
  await quiet()
  expect(ada.present()).toEqual([{ memberId: world.ben, writing: false }])
  way.mend()
  await eventually(() => expect(ada.present()).toEqual([{ memberId: world.ben, writing: true }]))
  await one.close()
  await way.close()
})

test('AS: everybody hears who is here at all, in other processes too, and who has gone', async () => {
  const [one, other] = [open(base.db, base.url), open(base.db, base.url)]
  const [ada, cleo] = [await enter(one, world.ada), await enter(other, world.cleo)]
  const both = [world.ada, world.cleo].sort().map((memberId) => ({ memberId, writing: true }))
  for (const { online } of [ada, cleo]) await eventually(() => expect(online()).toEqual(both))
  cleo.visit.leave()
  await eventually(() => expect(ada.online()).toEqual([{ memberId: world.ada, writing: true }]))
})

function open(db = base.db, url?: string): Presences {
  const presences = createPresences(db, url)
  opened.push(presences)
  return presences
}

/** `heard`: of conversations; `online`: who is at the workspace itself. */
type Person = {
  visit: Visit
  heard: PresentAt[][]
  present(): PresentAt['present']
  online(): PresentAt['present']
}

function enterAll(presences: Presences): Promise<[Person, Person, Person]> {
  const { ada, ben, cleo } = world
  return Promise.all([enter(presences, ada), enter(presences, ben), enter(presences, cleo)])
}

async function enter(presences: Presences, memberId: string): Promise<Person> {
  const reach = await readWorkspace(base.db, world.workspaceId, (tx) => reachOf(tx, memberId))
  if (!reach) throw new Error('Nobody')
  const heard: PresentAt[][] = []
  let here: PresentAt['present'] = []
  const visit = presences.enter(reach, (frame) => {
    const places: PresentAt[] = JSON.parse(frame).places
    const workspace = places.find((place) => place.conversationId === world.workspaceId)
    if (workspace) here = workspace.present
    // Of the first frame it is told that it says of no conversation, of later ones only what they say of some.
    const others = places.filter((place) => place !== workspace)
    if (others.length > 0 || heard.length === 0) heard.push(others)
  })
  const present = () => heard.flat().findLast((at) => at.conversationId === conversationId)?.present ?? []
  return { visit, heard, present, online: () => here }
}

// Longer than what happens is gathered before it is told.
function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 600))
}

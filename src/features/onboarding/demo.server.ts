import { createHmac } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { BlobStore } from '#db/blob.ts'
import { type Database, inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { addApiKey, isApiKey } from '#features/api-key/api-key.server.ts'
import { makeApiKey } from '#features/api-key/api-key.ts'
import { commentTable } from '#features/comment/comment.server.ts'
import { keepEntry } from '#features/consent/consent.server.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { addInbox, type NewInbox } from '#features/inbox/inbox.server.ts'
import { messageTable } from '#features/message/message.server.ts'
import type { Media } from '#features/message/message.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { tagTable } from '#features/tag/tag.server.ts'
import type { Tag } from '#features/tag/tag.ts'
import { chatMemberTable, chatMessageTable, chatTable } from '#features/team/team.server.ts'
import { base62, publicId, uuidv7 } from '#kit/id.ts'
import { seededChance } from '#kit/random.ts'
import { type Write, write } from '#sync/write.server.ts'
import { addLine, newSandboxSettings } from './connect.server.ts'
import { keepCalls, keepSounds } from './demo-calls.server.ts'
import { BUSINESS } from './demo-content.ts'
import { DRAWINGS, photograph } from './demo-pictures.server.ts'
import { type Place, type Scene, tellStory } from './demo-story.ts'
import { tellTeam } from './demo-team.ts'
import type { Clock } from './demo-times.ts'
import { addWorkspace, existingWorkspace, type Maker } from './onboarding.server.ts'

/** The demo as programs are told of it, ids in their public form. */
export type Demo = {
  workspaceId: string
  apiKey: string
  members: { name: string; email: string; password: string }[]
  inboxes: { id: string; name: string; lines: { id: string; number: string; provider: string }[] }[]
}

/** `secret`: the installation's, from which the demo's passwords follow: every node and every run knows the same. */
export type DemoMaker = Maker & { blobs: BlobStore; secret: string }

export const ADA = personOf('Ada', 'owner')
const PEOPLE = [ADA, personOf('Ben', 'member'), personOf('Cleo', 'member')] as const

/** Makes the demo unless it is there, and tells how to enter it. */
export async function makeDemo(maker: DemoMaker, clock: Clock = wallClock()): Promise<Demo> {
  const workspaceId = (await findDemo(maker.core.db)) ?? (await build(maker, clock))
  await renewCredentials(maker, workspaceId)
  return describe(maker, workspaceId)
}

export async function findDemo(db: Database): Promise<string | undefined> {
  const [demo] = await ownerRows(
    db,
    sql<{ id: string }>`select workspace_id as id from workspace where demo order by created_at limit 1`,
  )
  return demo?.id
}

/** The password of one of the demo's people: another one in each installation, and the same each time. */
export function demoPassword(secret: string, email: string): string {
  return base62(derived(secret, `password of ${email}`), 16)
}

function personOf(name: string, role: 'owner' | 'member') {
  return { name, role, email: `${name.toLowerCase()}@foglinecycles.example` } as const
}

async function build(maker: DemoMaker, clock: Clock): Promise<string> {
  const workspaceId = uuidv7()
  const [hashes, photographs] = await Promise.all([
    Promise.all(PEOPLE.map(({ email }) => hashPassword(demoPassword(maker.secret, email)))),
    takePhotographs(),
  ])
  const { value } = await write(maker.core, workspaceId, { type: 'system', id: null }, async (write) => {
    const existing = await existingWorkspace(write, true)
    if (existing !== undefined) return existing
    await addWorkspace(write, BUSINESS, true)
    const [ada, ben, cleo] = await addPeople(write, hashes)
    const support = { name: 'Support', emoji: '🔧', position: 0, memberIds: [ada, ben], settings: MOVING }
    const sales = { name: 'Sales', emoji: '🚲', position: 1, memberIds: [ada, cleo], settings: MOVING }
    const places = {
      support: await addPlace(write, maker, support, '+14155550101'),
      sales: await addPlace(write, maker, sales, '+14155550102'),
    }
    await addApiKey(write, { name: 'Demo', memberId: ada, key: demoKey(maker.secret, workspaceId) })
    const pictures = await keepPictures(write, maker.blobs, photographs)
    const sounds = await keepSounds(write, maker.blobs)
    const tags = addTags(write)
    keepStory(write, { members: { ada, ben, cleo }, ...places, pictures, sounds, tags, id: uuidv7 }, clock)
    return workspaceId
  })
  return value
}

async function addPeople(write: Write, hashes: string[]): Promise<[string, string, string]> {
  const ids: [string, string, string] = [uuidv7(), uuidv7(), uuidv7()]
  for (const [index, person] of PEOPLE.entries()) {
    const member = { ...person, id: ids[index] ?? '', passwordHash: hashes[index] ?? '' }
    if (!(await admit(write, member))) throw new Error(`Somebody has the demo's address ${person.email}`)
    await addMember(write, member)
  }
  return ids
}

async function addPlace(
  write: Write,
  { key, sandbox }: DemoMaker,
  inbox: NewInbox,
  address: string,
): Promise<Place> {
  const inboxId = await addInbox(write, inbox)
  const [installedBy = null] = inbox.memberIds
  const line = { inboxId, provider: sandbox, settings: newSandboxSettings(), address, installedBy }
  return { inboxId, lineId: await addLine(write, key, line), address }
}

function addTags(write: Write): string[] {
  const tags: Tag[] = [
    { id: uuidv7(), name: 'VIP', color: 'purple', makerId: null },
    { id: uuidv7(), name: 'Warranty', color: 'orange', makerId: null },
    { id: uuidv7(), name: 'Rental', color: 'teal', makerId: null },
  ]
  for (const tag of tags) write.save(tagTable, undefined, tag)
  return tags.map(({ id }) => id)
}

function keepStory(write: Write, scene: Scene, clock: Clock): void {
  const story = tellStory(seededChance(STORY), scene, clock)
  const { comments, chats } = tellTeam(story, scene, clock.now)
  for (const { contact, inboxIds } of story.contacts) write.save(contactTable, undefined, contact, inboxIds)
  for (const conversation of story.conversations) write.save(conversationTable, undefined, conversation)
  for (const { message, inboxId } of story.messages) write.save(messageTable, undefined, message, [inboxId])
  keepCalls(write, story.calls)
  for (const { comment, inboxId } of comments) write.save(commentTable, undefined, comment, [inboxId])
  for (const { chat, members, messages } of chats) {
    write.save(chatTable, undefined, chat)
    for (const member of members) write.save(chatMemberTable, undefined, member)
    for (const message of messages) write.save(chatMessageTable, undefined, message, chat.memberIds)
  }
  for (const event of story.events.toSorted((a, b) => (a.at < b.at ? -1 : 1))) write.event(event)
  for (const { contactId, entry } of story.consents) keepEntry(write, contactId, entry)
  const addresses = story.contacts.map(({ address, contact }) => ({ address, contact_id: contact.id }))
  write.also(
    sql`insert into contact_address (workspace_id, address, contact_id)
      select ${write.workspaceId}, r.address, r.contact_id
      from jsonb_to_recordset(${JSON.stringify(addresses)}) as r(address text, contact_id uuid)`,
  )
}

// Any number: each tells the same sixty days with other choices.
const STORY = 1_981

// In a shop of three, people hand things to each other.
const MOVING = { allowMoving: true }

type Photographs = (readonly [string, Awaited<ReturnType<typeof photograph>>])[]

function takePhotographs(): Promise<Photographs> {
  const drawings = Object.entries(DRAWINGS)
  return Promise.all(drawings.map(async ([name, drawing]) => [name, await photograph(drawing)] as const))
}

async function keepPictures(
  write: Write,
  blobs: BlobStore,
  photographs: Photographs,
): Promise<Record<string, Media>> {
  const { workspaceId, now } = write
  const pictures: Record<string, Media> = {}
  for (const [name, { bytes, width, height }] of photographs) {
    const sha256 = await blobs.put(workspaceId, bytes)
    pictures[name] = { state: 'stored', sha256, type: 'image/jpeg', bytes: bytes.byteLength, width, height }
  }
  write.also(
    sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
      select ${workspaceId}, r.sha256, r.type, r.bytes, ${now}
      from jsonb_to_recordset(${JSON.stringify(Object.values(pictures))}) as r(sha256 text, type text, bytes bigint)`,
  )
  return pictures
}

// With another secret than the demo was made with, its people get the passwords that follow from this one.
async function renewCredentials({ core, secret }: DemoMaker, workspaceId: string): Promise<void> {
  const key = demoKey(secret, workspaceId)
  if (await inWorkspace(core.db, workspaceId, (tx) => isApiKey(tx, key))) return
  for (const { email } of PEOPLE) await setPassword(core.db, email, demoPassword(secret, email))
  await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    const ada = await write.one(
      sql<{ id: string }>`select id from member where workspace_id = ${workspaceId} and email = ${ADA.email}`,
    )
    if (ada) await addApiKey(write, { name: 'Demo', memberId: ada.id, key })
  })
}

async function setPassword(db: Database, email: string, password: string): Promise<void> {
  await ownerRows(
    db,
    sql`update auth.account set password = ${await hashPassword(password)}, "updatedAt" = now()
      where "providerId" = 'credential' and "userId" = (select id from auth."user" where email = ${email})`,
  )
}

async function describe({ core, secret }: DemoMaker, workspaceId: string): Promise<Demo> {
  const rows = await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(
      sql<PlaceRow>`select i.id, i.name, l.id as "lineId", l.address, l.provider from inbox i
        left join line l on l.workspace_id = i.workspace_id and l.inbox_id = i.id
        where i.workspace_id = ${workspaceId} order by i.position, i.created_at, i.id, l.created_at, l.id`,
    ),
  )
  const inboxes = new Map<string, Demo['inboxes'][number]>()
  for (const { id, name, lineId, address, provider } of rows) {
    const inbox = inboxes.get(id) ?? { id: publicId('IN', id), name, lines: [] }
    inboxes.set(id, inbox)
    if (lineId && address && provider)
      inbox.lines.push({ id: publicId('PN', lineId), number: address, provider })
  }
  return {
    workspaceId: publicId('WS', workspaceId),
    apiKey: demoKey(secret, workspaceId),
    members: PEOPLE.map(({ name, email }) => ({ name, email, password: demoPassword(secret, email) })),
    inboxes: [...inboxes.values()],
  }
}

type PlaceRow = {
  id: string
  name: string
  lineId: string | null
  address: string | null
  provider: string | null
}

function demoKey(secret: string, workspaceId: string): string {
  return makeApiKey(workspaceId, hmac(secret, `key of ${workspaceId}`))
}

function derived(secret: string, what: string): bigint {
  return BigInt(`0x${hmac(secret, what).toString('hex')}`)
}

function hmac(secret: string, what: string): Buffer {
  return createHmac('sha256', secret).update(`centralita demo, ${what}`).digest()
}

function wallClock(): Clock {
  return { now: Date.now(), startOfDay: (at) => new Date(at).setHours(0, 0, 0, 0) }
}

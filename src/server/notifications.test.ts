import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { sql } from '#db/sql.ts'
import { callType } from '#features/call/call.ts'
import { createMailer } from '#features/mail/mail.server.ts'
import { mailNow } from '#features/notification/mail.server.ts'
import {
  CLASSES,
  type Class,
  type Kind,
  MEDIA,
  type Medium,
  notificationType,
  type Tone,
} from '#features/notification/notification.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { handsetOf } from '#test/call-handset.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { eventually } from '#test/eventually.ts'
import { type MailServer, startMailServer } from '#test/mail-server.ts'
import { type PushService, type Subscription, startPushService } from '#test/push-service.ts'
import { emailOf } from '#test/world.ts'
import { createFakeEngine, type FakeEngine } from '#voice/fake-engine.server.ts'
import { wavHeader } from '#voice/wav.ts'

const OFFER = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n'
const SECRET = 'a secret for tests that nobody guesses'
const NEVER: Partial<Record<Class, Medium[]>> = Object.fromEntries(CLASSES.map((kind) => [kind, []]))

let app: TestApp
let engine: FakeEngine
let desk: Desk
let push: PushService
let letters: MailServer
let phone: Subscription
let bens: Browser
let customers = 500

beforeAll(async () => {
  push = await startPushService()
  letters = await startMailServer()
  engine = createFakeEngine()
  const env = { PUSH_TRUSTED_ORIGINS: push.origin, SMTP_URL: letters.url }
  app = await startTestApp({ engine, env })
  desk = deskOf(app.world)
  phone = push.subscribe()
  await desk.run(app.world.ben, 'notification.subscribe', { name: 'Ben’s phone', ...phone })
  bens = await app.browser(app.world.ben)
  await eventually(() => expect(bens.connection.state()).toBe('live'))
})
afterAll(async () => {
  await app.close()
  await push.close()
  await letters.close()
})

let dora = ''
beforeEach(() => {
  dora = `+1415555${String(customers++).padStart(4, '0')}`
})

type Story = { name: string; kind: Kind; what: string; happens(): Promise<void> }

const STORIES: Story[] = [
  {
    ...{ name: 'NO-1: a text in a conversation of mine', kind: 'mine', what: 'New message: And another' },
    happens: () => textsAgain('ben'),
  },
  {
    ...{ name: 'NO-2: a text in one of somebody else’s', kind: 'others', what: 'New message: And another' },
    happens: () => textsAgain('ada'),
  },
  {
    ...{ name: 'NO-3: a text in one of nobody’s', kind: 'unassigned', what: 'New message: Hello' },
    happens: async () => void (await text('Hello')),
  },
  {
    ...{ name: 'NO-4: a conversation that I am given', kind: 'assigned', what: 'Ada assigned this to you' },
    happens: async () => assign(await text('Hello'), 'ben'),
  },
  {
    ...{ name: 'NO-5: a missed call', kind: 'missed', what: 'Missed call' },
    happens: missesCall,
  },
  {
    ...{ name: 'NO-5: a voicemail', kind: 'voicemail', what: 'New voicemail' },
    happens: leavesVoicemail,
  },
  {
    ...{
      name: 'NO-5: a text of mine that failed',
      kind: 'failed',
      what: 'Your message was not delivered: Psst',
    },
    happens: textInVain,
  },
  {
    ...{ name: 'NO-7: a mention', kind: 'mention', what: 'Ada mentioned you: @Ben look' },
    happens: mentioned,
  },
]

describe('each class is told on each medium that is chosen for it, to nobody else, and on none that is not', () => {
  test.each(STORIES)('$name', async ({ kind, what, happens }) => {
    await choose({ [kind]: [...MEDIA] })
    await happens()
    const row = await toldOf(kind)
    expect(row.media).toEqual([...MEDIA])
    expect(row.tone).not.toBeNull()
    // In the list and for the desktop of the screen that is open, on the phone in a pocket, and in a letter.
    await eventually(() =>
      expect(bens.store.get(notificationType, row.id)).toMatchObject({ kind, readAt: null }),
    )
    await eventually(() => expect(pushed()).toContain(what))
    await send(row.mailId)
    const letter = await letters.nextTo(emailOf(app.world.ben))
    expect(letter.text).toContain(what)
    expect(letters.lettersTo(emailOf(app.world.cleo))).toEqual([])

    const before = pushed().length
    await choose({})
    dora = `+1415556${String(customers++).padStart(4, '0')}`
    await happens()
    await followed()
    expect(await rowsOf(kind)).toHaveLength(1)
    expect(pushed()).toHaveLength(before)
    expect(await desk.rows(sql`select id from notification where member_id = ${app.world.cleo}`)).toEqual([])
  })
})

async function textsAgain(whose: 'ada' | 'ben'): Promise<void> {
  const id = await text('Hello')
  await followed()
  await assign(id, whose)
  await text('And another')
}

function text(words: string): Promise<string> {
  return desk.receive(words, { from: dora })
}

async function assign(id: string, to: 'ada' | 'ben'): Promise<void> {
  await must(desk.run(app.world.ada, 'conversation.assign', { ids: [id], memberId: app.world[to] }))
}

async function mentioned(): Promise<void> {
  const mentions = [{ memberId: app.world.ben, from: 0, to: 4 }]
  const said = { commentId: uuidv7(), conversationId: await text('Hello'), text: '@Ben look', mentions }
  await must(desk.run(app.world.ada, 'comment.create', said))
}

// To a number at which nothing arrives.
async function textInVain(): Promise<void> {
  const to = `${dora.slice(0, -2)}99`
  const { line } = app.world.support
  const sent = { messageId: uuidv7(), lineId: line.id, to, text: 'Psst' }
  await must(desk.run(app.world.ben, 'conversation.start', sent))
  await vi.waitFor(async () => {
    const [message] = await desk.rows(
      sql<{ status: string }>`select status from message where id = ${sent.messageId}`,
    )
    expect(message?.status).toBe('failed')
  }, PATIENCE)
}

async function missesCall(): Promise<void> {
  const phone = await handsetOf(app, app.world.support.line.id, dora)
  await phone.call(OFFER)
  await ringing()
  await phone.end()
  phone.close()
}

async function leavesVoicemail(): Promise<void> {
  const phone = await handsetOf(app, app.world.support.line.id, dora)
  await phone.call(OFFER)
  const call = await ringing()
  for (const memberId of [app.world.ada, app.world.ben])
    await must(desk.run(memberId, 'call.decline', { callId: call.id, conversationId: call.conversationId }))
  const customer = call.legs.find(({ party }) => party === 'customer')?.id ?? ''
  for (const sound of ['file', 'tone']) {
    await vi.waitFor(() => expect(engine.soundOf(customer)).toHaveProperty(sound), PATIENCE)
    await vi.waitFor(() => expect(engine.soundOf(customer)).not.toHaveProperty('loop'), PATIENCE)
    engine.finish(customer)
  }
  const file = `${app.folder}/calls/${app.world.workspaceId}.${call.id}.voicemail.wav`
  await vi.waitFor(() => expect(engine.recordedIn(file)).toMatchObject({ left: [customer] }), PATIENCE)
  const samples = Int16Array.from({ length: 16_000 }, (_, at) => 8_000 * Math.sin(at / 3))
  writeFileSync(file, Buffer.concat([wavHeader(1, samples.byteLength), Buffer.from(samples.buffer)]))
  await phone.end()
  phone.close()
}

const PATIENCE = { timeout: 8_000, interval: 20 }

function ringing() {
  return vi.waitFor(() => {
    const call = bens.store.all(callType).find(({ number, state }) => number === dora && state === 'ringing')
    if (!call) throw new Error('Nothing rings')
    return call
  }, PATIENCE)
}

type Row = { id: string; media: Medium[]; tone: Tone | null; mailId: string }

function rowsOf(kind: Kind): Promise<Row[]> {
  return desk.rows(
    sql<Row>`select id, media, tone, mail_id as "mailId" from notification
      where member_id = ${app.world.ben} and kind = ${kind}`,
  )
}

function toldOf(kind: Kind): Promise<Row> {
  return vi.waitFor(async () => {
    const [row] = await rowsOf(kind)
    if (!row) throw new Error('Not told yet')
    return row
  }, PATIENCE)
}

/** Resolves when everything that has happened so far has been told. */
async function followed(): Promise<void> {
  await vi.waitFor(async () => {
    const behind = await desk.rows(
      sql`select f.seq from feed f join notification_progress p on p.workspace_id = f.workspace_id
        join event e on e.workspace_id = f.workspace_id and e.feed_seq > p.feed_seq`,
    )
    expect(behind).toEqual([])
  }, PATIENCE)
}

function pushed(): string[] {
  return push.pushedTo(phone).map(({ words }) => words.body)
}

function send(mailId: string): Promise<void> {
  const { core, workspaceId } = app.world
  const mailer = createMailer({ SMTP_URL: letters.url }, app.url)
  return mailNow({ core, mailer, publicUrl: app.url, secret: SECRET }, { workspaceId, mailId })
}

async function choose(kinds: Partial<Record<Kind, Medium[]>>): Promise<void> {
  const { ben, cleo, ada } = app.world
  for (const memberId of [ada, cleo])
    await must(desk.run(memberId, 'notification.set', { memberId, kinds: NEVER }))
  await must(desk.run(ben, 'notification.set', { memberId: ben, kinds: { ...NEVER, ...kinds } }))
}

async function must(running: Promise<{ ok: boolean }>): Promise<void> {
  expect(await running).toMatchObject({ ok: true })
}

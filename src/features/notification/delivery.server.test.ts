import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createMailer, type Mailer } from '#features/mail/mail.server.ts'
import { publicId, uuidv7 } from '#kit/id.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { eventually } from '#test/eventually.ts'
import { type MailServer, startMailServer } from '#test/mail-server.ts'
import { type PushService, type Subscription, startPushService } from '#test/push-service.ts'
import { emailOf, KEY } from '#test/world.ts'
import { tellBatch } from './follow.server.ts'
import { mailNow } from './mail.server.ts'
import { KINDS } from './notification.ts'
import { pushNow } from './push.server.ts'
import type { TrialOutcome } from './trial.ts'

const SECRET = 'a secret for tests that nobody guesses'
const NEVER = Object.fromEntries(KINDS.map((kind) => [kind, []]))

let app: TestApp
let desk: Desk
let push: PushService
let letters: MailServer

beforeAll(async () => {
  push = await startPushService()
  letters = await startMailServer()
})
beforeEach(async () => {
  push.answer(201)
  letters.refuse(undefined)
  const env = {
    PUSH_TRUSTED_ORIGINS: push.origin,
    SMTP_URL: letters.url,
    MAIL_FROM: 'Mills <team@mills.example>',
  }
  app = await startTestApp({ env })
  desk = deskOf(app.world)
  return () => app.close()
})
afterAll(async () => {
  await push.close()
  await letters.close()
})

test('NO-8: a mention is pushed to each device of who is named, encrypted and signed with the workspace’s own key', async () => {
  const { ada, ben, cleo } = app.world
  const [laptop, phone] = [await subscribe(ben), await subscribe(ben)]
  const [adas, cleos] = [await subscribe(ada), await subscribe(cleo)]
  const id = await desk.receive('Hello')
  await mention(ada, id, '@Ben do you know?', ben)
  for (const device of [laptop, phone]) {
    const pushed = await pushedWith(device, 'Ada mentioned you')
    expect(pushed.words).toMatchObject({
      title: '(415) 555-0177',
      body: 'Ada mentioned you: @Ben do you know?',
      path: `/inbox/all/${publicId('CN', id)}`,
      tag: id,
    })
    expect(pushed.headers).toMatchObject({ urgency: 'high', ttl: '86400', 'content-encoding': 'aes128gcm' })
    expect(pushed.headers.topic).toMatch(/^[\w-]{1,32}$/)
    expect(pushed.vapid).toMatchObject({ key: await pushKey(), sub: 'mailto:team@mills.example' })
  }
  expect(bodies(adas).join()).not.toContain('mentioned')
  expect(push.pushedTo(cleos)).toEqual([])
})

test('NO-8: where texts are hidden, a push says only that there is something', async () => {
  const { ada, ben, workspaceId } = app.world
  await eventually(async () => expect(await pushKey()).toBeDefined())
  const hide = { workspaceId, hidesTexts: true }
  expect(await desk.run(ben, 'notification.hide-texts', hide)).toEqual({ ok: false, error: 'not-allowed' })
  expect(await desk.run(ada, 'notification.hide-texts', hide)).toMatchObject({ ok: true })
  const device = await subscribe(ben)
  const id = await desk.receive('My card is sesame')
  await mention(ada, id, '@Ben card', ben)
  await eventually(() => expect(bodies(device)).toHaveLength(2))
  for (const { words } of push.pushedTo(device)) {
    expect(words).toMatchObject({ title: 'Centralita', body: 'There is something new for you' })
    expect(JSON.stringify(words)).not.toMatch(/card|sesame|\bAda\b|\) 555|1415555/)
  }
  const letter = await letters.nextTo(emailOf(ben))
  expect(`${letter.subject} ${letter.text} ${letter.html}`).not.toMatch(/card|sesame|\bAda\b|\) 555|1415555/)
  expect(letter.subject).toBe('Something new in Support')
})

test('NO-8: nothing is pushed to a browser whose session has ended: signed out, sent away, too old, or removed', async () => {
  const { ada, ben } = app.world
  const [kept, left, sentAway, old] = [await at(ben), await at(ben), await at(ben), await at(ben)]
  const id = await desk.receive('Hello')
  await mention(ada, id, '@Ben hello', ben)
  for (const { device } of [kept, left, sentAway, old])
    await pushedWith(device, 'Ada mentioned you: @Ben hello')

  await ask(left.cookie, '/api/auth/sign-out', {})
  const sessions = await ask(kept.cookie, '/api/account/sessions')
  expect(sessions).toHaveLength(3)
  const other = await sessionOf(sentAway.device.id)
  await ask(kept.cookie, `/api/account/sessions/${other}/end`, {})
  expect(await devicesOf(ben)).toEqual([kept, old].map(({ device }) => device.id).toSorted())
  // A phone in a drawer: nobody is there to be told that its time is over.
  await ownerRows(
    app.world.core.db,
    sql`update auth.session set "updatedAt" = now() - interval '8 days' where id = ${await sessionOf(old.device.id)}`,
  )
  await mention(ada, id, '@Ben again', ben)
  await pushedWith(kept.device, 'Ada mentioned you: @Ben again')
  await eventually(async () => expect(await devicesOf(ben)).toEqual([kept.device.id]))
  for (const { device } of [left, sentAway, old]) expect(bodies(device).join()).not.toContain('again')

  await desk.run(ada, 'member.remove', { memberId: ben, heirId: null, confirmed: true })
  expect(await devicesOf(ben)).toEqual([])
})

test('NO-8: a device that has unsubscribed is forgotten; a service that is down is asked again', async () => {
  const { ben } = app.world
  const device = await subscribe(ben)
  push.answer(503)
  await desk.receive('Hello')
  const [job] = await eventually(async () => {
    const jobs = await failedJobs('notification.push')
    expect(jobs).toHaveLength(1)
    return jobs
  })
  push.answer(201)
  await tryAgain(job?.id)
  await eventually(() => expect(bodies(device)).toEqual(['New message: Hello']))
  push.answer(410)
  await desk.receive('Still there?')
  await eventually(async () => expect(await desk.rows(sql`select id from notification_device`)).toEqual([]))
})

test('NO-8: what was read, or is no longer theirs to see, is not pushed any more', async () => {
  const { ben, workspaceId, core } = app.world
  const device = await subscribe(ben)
  await desk.receive('First')
  await eventually(() => expect(bodies(device)).toHaveLength(1))
  const [deviceId = ''] = await idsOf('notification_device')
  const [notificationId = ''] = await idsOf('notification')
  const isSessionOpen = async () => true
  const carriage = { core, key: KEY, contact: 'mailto:x@y.example', fetch: vi.fn(), isSessionOpen }
  const again = () => pushNow(carriage, { workspaceId, notificationId, deviceId })
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(sql`delete from inbox_member where workspace_id = ${workspaceId} and member_id = ${ben}`),
  )
  await again()
  expect(carriage.fetch).not.toHaveBeenCalled()
})

test('NO-8: a browser belongs to whoever signed in there last, and to nobody after signing out', async () => {
  const { ada, ben, cleo } = app.world
  const device = push.subscribe()
  await subscribe(ben, device)
  const { id } = await subscribe(ada, device)
  expect(await desk.rows(sql`select member_id as "memberId" from notification_device`)).toEqual([
    { memberId: ada },
  ])
  expect(await desk.run(cleo, 'notification.unsubscribe', { id })).toEqual({ ok: false, error: 'not-found' })
  expect(await desk.run(ada, 'notification.unsubscribe', { id })).toMatchObject({ ok: true })
  expect(await desk.rows(sql`select id from notification_device`)).toEqual([])
  const inside = { name: 'X', p256dh: device.p256dh, auth: device.auth, endpoint: 'ftp://x.example' }
  expect(await desk.run(ada, 'notification.subscribe', inside)).toEqual({ ok: false, error: 'invalid-input' })
})

test('NO-5: a mention is mailed at once, and mails about one conversation make a thread', async () => {
  const { ada, ben, cleo } = app.world
  const id = await desk.receive('Hello')
  await mention(ada, id, '@Ben first', ben)
  const first = await letters.nextTo(emailOf(ben))
  expect(first.subject).toBe('(415) 555-0177 · Support')
  expect(first.text).toContain('Ada mentioned you: @Ben first')
  expect(first.text).toContain(`${app.url}/inbox/all/${publicId('CN', id)}`)
  await mention(ada, id, '@Ben second', ben)
  const second = await letters.nextTo(emailOf(ben))
  expect(second.messageId).not.toBe(first.messageId)
  expect(second.inReplyTo).toBe(first.inReplyTo)
  expect(second.references).toBe(first.references)
  expect(second.text).not.toContain('first')
  expect(letters.lettersTo(emailOf(cleo))).toEqual([])
  expect(letters.lettersTo(emailOf(ada))).toEqual([])
})

test('NO-5: what happens within a few minutes goes in one mail, unless it was read', async () => {
  const { ben } = app.world
  await choose(ben, { unassigned: ['app', 'email'] })
  await desk.receive('One')
  await desk.receive('Two')
  const [mail, ...more] = await eventually(async () => {
    await told(ben, 2)
    return mails()
  })
  expect(more).toEqual([])
  const minutes = (Date.parse(mail?.dueAt ?? '') - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(4)
  expect(minutes).toBeLessThanOrEqual(5)
  await send(mail?.id)
  const letter = await letters.nextTo(emailOf(ben))
  expect(letter.text).toMatch(/New message: One\s+New message: Two/)
  await send(mail?.id)

  await desk.receive('Three')
  await told(ben, 3)
  const [, later] = await mails()
  await desk.run(ben, 'notification.read-all', { ids: [], upTo: uuidv7(), conversationId: null })
  await send(later?.id)
  expect(letters.lettersTo(emailOf(ben))).toHaveLength(1)
})

test('NO-5: a mail that was sent in the moment of a crash comes again under the same name, and no other', async () => {
  const { ben } = app.world
  await choose(ben, { unassigned: ['email'] })
  await desk.receive('Hello')
  await told(ben, 1)
  const [mail] = await mails()
  const real = createMailer({ SMTP_URL: letters.url }, app.url)
  const dying: Mailer = {
    ...real,
    async send(letter) {
      await real.send(letter)
      throw new Error('The process is gone')
    },
  }
  await expect(send(mail?.id, dying)).rejects.toThrow('gone')
  await send(mail?.id)
  await send(mail?.id)
  const [first, second, ...more] = letters.lettersTo(emailOf(ben))
  expect(first?.messageId).toBe(second?.messageId)
  expect(more).toEqual([])
  real.close()
})

test('NO-5: a mail server that is busy is asked again; a letter that it never wants is not', async () => {
  const { ada, ben } = app.world
  const id = await desk.receive('Hello')
  letters.refuse(451)
  await mention(ada, id, '@Ben busy', ben)
  const [job] = await eventually(async () => {
    const jobs = await failedJobs('notification.mail')
    expect(jobs).toHaveLength(1)
    return jobs
  })
  letters.refuse(undefined)
  await tryAgain(job?.id)
  expect((await letters.nextTo(emailOf(ben))).text).toContain('@Ben busy')
  letters.refuse(550)
  await mention(ada, id, '@Ben never', ben)
  await eventually(async () =>
    expect((await mails()).map(({ problem }) => problem)).toContain('mail-refused'),
  )
})

test('NO-5: one press in a mail, signed in or not, ends the mails about that conversation and nothing else', async () => {
  const { ada, ben } = app.world
  const [id, other] = [await desk.receive('Hello'), await desk.receive('Hi', { from: '+14155550178' })]
  await mention(ada, id, '@Ben look', ben)
  const letter = await letters.nextTo(emailOf(ben))
  const header = (name: string) => letter.headers.find(({ key }) => key === name)?.value ?? ''
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  const link = header('list-unsubscribe').replace(/[<>\s]/g, '')
  expect(link.startsWith(`${app.url}/mute/`)).toBe(true)
  // Opening it does nothing: mail programs open links by themselves.
  await fetch(link)
  expect(await desk.rows(sql`select id from notification_mute`)).toEqual([])
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  for (const forged of [`${link}x`, link.replace('/mute/', '/mute/x'), `${app.url}/mute/nonsense`])
    expect((await fetch(forged, { method: 'POST', body })).status).toBe(404)
  expect((await fetch(link, { method: 'POST', body })).status).toBe(200)
  await mention(ada, id, '@Ben again', ben)
  await mention(ada, other, '@Ben elsewhere', ben)
  expect((await letters.nextTo(emailOf(ben))).text).toContain('elsewhere')
  await told(ben, 5)
  const heard = await desk.rows(
    sql<{ media: string[] }>`select media from notification where member_id = ${ben} and text = '@Ben again'`,
  )
  expect(heard).toEqual([{ media: ['app', 'desktop', 'push'] }])
  expect(letters.lettersTo(emailOf(ben))).toHaveLength(2)
  const undo = { token: link.split('/').at(-1), scope: 'none' }
  expect(await post('/api/notifications/mute', undo)).toEqual({ scope: 'none' })
  await mention(ada, id, '@Ben once more', ben)
  expect((await letters.nextTo(emailOf(ben))).text).toContain('once more')
})

test('NO: who is removed before a mail goes is not written to', async () => {
  const { ben, workspaceId, core } = app.world
  await choose(ben, { unassigned: ['email'] })
  await desk.receive('Secret')
  await told(ben, 1)
  await inWorkspace(core.db, workspaceId, (tx) =>
    tx.rows(sql`update member set removed_at = now() where workspace_id = ${workspaceId} and id = ${ben}`),
  )
  await send((await mails())[0]?.id)
  expect(letters.lettersTo(emailOf(ben))).toEqual([])
})

test('NO: a test says what became of it', async () => {
  const { ben, ada } = app.world
  const cookie = await app.cookieOf(ben)
  const device = await subscribe(ben)
  const theirs = await subscribe(ada)
  expect(await trial({ medium: 'email' })).toEqual({ code: 'sent', where: emailOf(ben) })
  expect((await letters.nextTo(emailOf(ben))).subject).toBe('A test of your notifications')
  letters.refuse(554)
  expect(await trial({ medium: 'email' })).toEqual({ code: 'mail-refused', status: 554 })
  expect(await trial({ medium: 'push', deviceId: device.id })).toEqual({
    code: 'sent',
    where: 'Firefox on Linux',
  })
  expect((await push.nextTo(device)).words.title).toBe('A test of your notifications')
  expect(await trial({ medium: 'push', deviceId: theirs.id })).toEqual({ code: 'no-device' })
  push.answer(403)
  expect(await trial({ medium: 'push', deviceId: device.id })).toEqual({ code: 'push-refused', status: 403 })
  push.answer(410)
  expect(await trial({ medium: 'push', deviceId: device.id })).toEqual({ code: 'push-gone', status: 410 })
  expect(await trial({ medium: 'push', deviceId: device.id })).toEqual({ code: 'no-device' })
  expect(await trial({ medium: 'app' })).toMatchObject({ code: 'sent' })
  expect(await desk.rows(sql`select member_id as "memberId" from notification where kind = 'test'`)).toEqual([
    { memberId: ben },
  ])
  expect((await asked({ medium: 'app' }, {})).status).toBe(401)
  expect((await asked({ medium: 'app' }, { cookie, origin: 'https://evil.example' })).status).toBe(403)

  async function trial(body: object): Promise<TrialOutcome> {
    const answer = await asked(body, { cookie })
    expect(answer.status).toBe(200)
    return answer.json()
  }

  function asked(body: object, headers: Record<string, string>) {
    return fetch(`${app.url}/api/notifications/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  }
})

async function subscribe(
  memberId: string,
  device = push.subscribe(),
): Promise<Subscription & { id: string }> {
  const answer = await desk.run(memberId, 'notification.subscribe', { name: 'Firefox on Linux', ...device })
  const { id } = answer.ok ? (answer.value as { id: string }) : { id: '' }
  return { ...device, id }
}

type Signed = { cookie: string; device: Subscription & { id: string } }

/** A browser in which a member has signed in, and is delivered to. */
async function at(memberId: string): Promise<Signed> {
  const cookie = await app.cookieOf(memberId)
  const { connection } = await app.browser(memberId, {}, cookie)
  await eventually(() => expect(connection.state()).toBe('live'))
  const device = push.subscribe()
  const answer = await connection.call('notification.subscribe', { name: 'Firefox on Linux', ...device })
  const { id } = answer.ok ? (answer.value as { id: string }) : { id: '' }
  return { cookie, device: { ...device, id } }
}

async function ask(cookie: string, path: string, body?: object): Promise<unknown> {
  const headers = { cookie, origin: app.url, ...(body && { 'content-type': 'application/json' }) }
  const sent = body && { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(app.url + path, { headers, ...sent })
  expect(answer.status).toBe(200)
  return answer.json()
}

async function sessionOf(deviceId: string): Promise<string | undefined> {
  const [row] = await desk.rows(
    sql<{ id: string }>`select session_id as id from notification_device where id = ${deviceId}`,
  )
  return row?.id
}

async function devicesOf(memberId: string): Promise<string[]> {
  const rows = await desk.rows(
    sql<{ id: string }>`select id from notification_device where member_id = ${memberId} order by id`,
  )
  return rows.map(({ id }) => id)
}

async function mention(memberId: string, conversationId: string, text: string, named: string): Promise<void> {
  const mentions = [{ memberId: named, from: 0, to: 4 }]
  const input = { commentId: uuidv7(), conversationId, text, mentions }
  expect(await desk.run(memberId, 'comment.create', input)).toMatchObject({ ok: true })
}

async function choose(memberId: string, kinds: object): Promise<void> {
  const input = { memberId, kinds: { ...NEVER, ...kinds } }
  expect(await desk.run(memberId, 'notification.set', input)).toMatchObject({ ok: true })
}

async function pushedWith(device: Subscription, body: string) {
  return eventually(() => {
    const found = push.pushedTo(device).find(({ words }) => words.body.startsWith(body))
    if (!found) throw new Error(`Not pushed yet: ${body}`)
    return found
  })
}

function bodies(device: Subscription): string[] {
  return push.pushedTo(device).map(({ words }) => words.body)
}

async function pushKey(): Promise<string | undefined> {
  const [row] = await desk.rows(sql<{ key: string }>`select push_key as key from notification_workspace`)
  return row?.key
}

function idsOf(table: 'notification' | 'notification_device'): Promise<string[]> {
  const statement =
    table === 'notification'
      ? sql<{ id: string }>`select id from notification`
      : sql<{ id: string }>`select id from notification_device`
  return desk.rows(statement).then((rows) => rows.map(({ id }) => id))
}

/** Resolves when so many notifications of theirs are there. */
async function told(memberId: string, count: number): Promise<void> {
  const teller = { core: app.world.core, key: KEY, lookers: { presentAt: () => [] } }
  await eventually(async () => {
    await tellBatch(teller, app.world.workspaceId)
    const rows = await desk.rows(sql`select id from notification where member_id = ${memberId}`)
    expect(rows.length).toBe(count)
  })
}

function mails() {
  return desk.rows(
    sql<{ id: string; dueAt: string; problem: string | null }>`
      select id, due_at as "dueAt", problem from notification_mail order by id`,
  )
}

function send(mailId = '', mailer = createMailer({ SMTP_URL: letters.url }, app.url)): Promise<void> {
  const { core, workspaceId } = app.world
  return mailNow({ core, mailer, publicUrl: app.url, secret: SECRET }, { workspaceId, mailId })
}

function failedJobs(task: string): Promise<{ id: string }[]> {
  return ownerRows(
    app.world.core.db,
    sql<{
      id: string
    }>`select id::text as id from graphile_worker.jobs where task_identifier = ${task} and attempts > 0
      and locked_at is null and last_error is not null`,
  )
}

async function tryAgain(jobId = ''): Promise<void> {
  await ownerRows(
    app.world.core.db,
    sql`select id from graphile_worker.reschedule_jobs(array[${jobId}]::bigint[], run_at => now())`,
  )
}

async function post(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(app.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.json()
}

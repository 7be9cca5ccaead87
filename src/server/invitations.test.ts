import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { visitor } from '#test/account.ts'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { type MailServer, startMailServer } from '#test/mail-server.ts'
import { emailOf, PASSWORD } from '#test/world.ts'

let mail: MailServer
let app: TestApp
let ada: Browser

beforeAll(async () => {
  mail = await startMailServer()
  app = await startTestApp({ env: { SMTP_URL: mail.url } })
  ada = await app.browser(app.world.ada)
  await vi.waitUntil(() => ada.connection.state() === 'live')
})
afterAll(async () => {
  await app.close()
  await mail.close()
})

const LOST = ['invitation-unknown', 404]

function invite(more: object = {}, by = ada) {
  const id = uuidv7()
  const input = { id, email: null, role: 'member', inboxIds: [app.world.support.id], language: 'en', ...more }
  return by.connection.call('invitation.create', input).then((result) => ({ id, result }))
}

async function tokenOf(id: string): Promise<string> {
  const person = visitor(app.url)
  await person.signIn(emailOf(app.world.ada), PASSWORD)
  const { body } = await person.ask(`/api/invitations/${id}/link`)
  return new URL(body.url).hash.slice(1)
}

function accept(token: string, more: object = {}) {
  const person = visitor(app.url)
  const filled = { token, name: 'Eve Larsen', email: 'eve@example.com', password: PASSWORD, ...more }
  return person.ask('/api/invitations/accept', filled).then((answer) => ({ person, answer }))
}

test('whoever gets the letter comes in, into the inboxes of the invitation and no other', async () => {
  await invite({ email: 'dan@example.com', role: 'admin', language: 'fr' })
  const letter = await mail.nextTo('dan@example.com')
  expect(letter.subject).toBe('Ada vous invite dans Mills & Co')
  const token = /#(\S+)/.exec(letter.text ?? '')?.[1] ?? ''
  const stranger = visitor(app.url)
  const { body: shown } = await stranger.ask('/api/invitations/look', { token })
  expect(shown).toEqual({ workspace: 'Mills & Co', by: 'Ada', email: 'dan@example.com', role: 'admin' })

  const other = await accept(token, { email: 'mallory@example.com' })
  expect(other.answer.body).toEqual({ error: 'invalid-input', fields: { email: 'other-address' } })
  const { person, answer } = await accept(token, { name: 'Dan', email: 'Dan@Example.com ' })
  expect(answer.status).toBe(201)
  const { body: me } = await person.ask('/api/me')
  expect(me.name).toBe('Dan')
  const inboxes = await ownerRows(
    app.world.core.db,
    sql<{ id: string }>`select inbox_id as id from inbox_member where member_id = ${me.memberId}`,
  )
  expect(inboxes).toEqual([{ id: app.world.support.id }])
  expect((await person.ask('/api/account/factors')).body).toMatchObject({
    emailVerified: true,
    password: true,
  })

  const again = await accept(token, { email: 'dan@example.com' })
  expect([again.answer.status, again.answer.body.error]).toEqual([404, 'invitation-used'])
})

test('a link lets one person in, whoever has it; their address has to be confirmed', async () => {
  const { id } = await invite()
  const token = await tokenOf(id)
  const both = await Promise.all([
    accept(token, { email: 'fay@example.com', name: 'Fay' }),
    accept(token, { email: 'gil@example.com', name: 'Gil' }),
  ])
  expect(new Set(both.map(({ answer }) => answer.status))).toEqual(new Set([201, 404]))
  const winner = both.find(({ answer }) => answer.status === 201)?.person ?? visitor(app.url)
  const { body } = await winner.ask('/api/account/factors')
  expect(body.emailVerified).toBe(false)
  await winner.ask('/api/account/verify-email', { language: 'en' })
  const letter = await mail.nextTo(body.email)
  const token2 = /#(\S+)/.exec(letter.text ?? '')?.[1] ?? ''
  expect((await winner.ask(`/api/auth/verify-email?token=${token2}`)).status).toBe(200)
  expect((await winner.ask('/api/account/factors')).body.emailVerified).toBe(true)
  expect((await winner.ask('/api/auth/verify-email?token=nonsense')).status).toBe(401)
})

test('an invitation that was revoked, renewed, or is too old says so, and changes nothing', async () => {
  const revoked = await invite()
  const first = await tokenOf(revoked.id)
  await ada.connection.call('invitation.revoke', { id: revoked.id })
  expect((await accept(first)).answer.body.error).toBe('invitation-revoked')

  const renewed = await invite()
  const old = await tokenOf(renewed.id)
  await ada.connection.call('invitation.resend', { id: renewed.id })
  expect((await accept(old)).answer.body.error).toBe('invitation-unknown')
  const fresh = await tokenOf(renewed.id)
  await ownerRows(app.world.core.db, sql`update invitation set expires_at = now() - interval '1 second'`)
  expect((await accept(fresh)).answer.body.error).toBe('invitation-expired')

  for (const token of [
    '',
    'nonsense',
    `${fresh}x`,
    fresh.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
  ]) {
    const { answer } = await accept(token)
    expect([answer.body.error, answer.status], token).toEqual(LOST)
  }
  const members = await ownerRows(
    app.world.core.db,
    sql<{ id: string }>`select id from member where email = 'eve@example.com'`,
  )
  expect(members).toEqual([])
})

test('a letter goes out again, with another link', async () => {
  const { id } = await invite({ email: 'hal@example.com' })
  const first = await mail.nextTo('hal@example.com')
  await ada.connection.call('invitation.resend', { id })
  const second = await mail.nextTo('hal@example.com')
  expect(second.text).not.toBe(first.text)
})

test('only owners and admins invite and see invitations, into inboxes that they reach', async () => {
  const ben = await app.browser(app.world.ben)
  await expect.poll(() => ben.connection.state()).toBe('live')
  expect((await invite({}, ben)).result).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
  const { id } = await invite()
  expect(await ben.connection.call('invitation.revoke', { id })).toMatchObject({
    error: { code: 'not-found' },
  })
  const asBen = visitor(app.url)
  await asBen.signIn(emailOf(app.world.ben), PASSWORD)
  expect((await asBen.ask(`/api/invitations/${id}/link`)).status).toBe(404)
  expect((await visitor(app.url).ask(`/api/invitations/${id}/link`)).status).toBe(401)
  expect((await invite({ inboxIds: [uuidv7()] })).result).toMatchObject({ error: { code: 'not-found' } })
  expect((await invite({ role: 'owner' })).result).toMatchObject({ error: { code: 'invalid-input' } })
  expect((await invite({ email: emailOf(app.world.ben) })).result).toMatchObject({
    error: { code: 'already-member' },
  })
})

test('nobody takes over an address that somebody signs in with', async () => {
  const { id } = await invite()
  const { answer } = await accept(await tokenOf(id), { email: emailOf(app.world.cleo) })
  expect(answer.body).toEqual({ error: 'invalid-input', fields: { email: 'email-taken' } })
  expect((await visitor(app.url).signIn(emailOf(app.world.cleo), PASSWORD)).status).toBe(200)
})

test('whoever was removed can be invited again', async () => {
  const { db } = app.world.core
  await ownerRows(db, sql`update member set removed_at = now() where id = ${app.world.cleo}`)
  await invite({ email: emailOf(app.world.cleo) })
  const token = /#(\S+)/.exec((await mail.nextTo(emailOf(app.world.cleo))).text ?? '')?.[1] ?? ''
  const { person, answer } = await accept(token, {
    email: emailOf(app.world.cleo),
    password: 'a new beginning',
  })
  expect(answer.status).toBe(201)
  expect((await person.ask('/api/me')).status).toBe(200)
  expect((await visitor(app.url).signIn(emailOf(app.world.cleo), PASSWORD)).status).toBe(401)
})

test('without a mail server an owner sees the link, and nobody else does', async () => {
  const plain = await startTestApp()
  try {
    const owner = visitor(plain.url)
    await owner.signIn(emailOf(plain.world.ada), PASSWORD)
    await visitor(plain.url).ask('/api/account/recover', { email: emailOf(plain.world.ben), language: 'en' })
    const found = () =>
      ownerRows(
        plain.world.core.db,
        sql<{ id: string; sealedUrl: string }>`
        select id, sealed_url as "sealedUrl" from pending_link where member_id = ${plain.world.ben}`,
      )
    await expect.poll(async () => (await found()).length).toBe(1)
    const [link] = await found()
    expect(link?.sealedUrl).not.toContain('reset')
    const { body } = await owner.ask(`/api/links/${link?.id}`)
    const token = new URL(body.url).hash.slice(1)
    const ben = visitor(plain.url)
    await ben.signIn(emailOf(plain.world.ben), PASSWORD)
    expect((await ben.ask(`/api/links/${link?.id}`)).status).toBe(404)
    const chosen = { token, newPassword: 'chosen with the link' }
    expect((await ben.ask('/api/auth/reset-password', chosen)).status).toBe(200)
  } finally {
    await plain.close()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { codeOf, type Visitor, visitor } from '#test/account.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { type MailServer, startMailServer } from '#test/mail-server.ts'
import { emailOf, PASSWORD } from '#test/world.ts'

let mail: MailServer
let app: TestApp

beforeAll(async () => {
  mail = await startMailServer()
  app = await startTestApp({ env: { SMTP_URL: mail.url } })
})
afterAll(async () => {
  await app.close()
  await mail.close()
})

const SECRET = 'another long secret'

async function entered(memberId: string, password = PASSWORD): Promise<Visitor> {
  const person = visitor(app.url)
  expect((await person.signIn(emailOf(memberId), password)).status).toBe(200)
  return person
}

function tokenIn(text: string | undefined): string {
  return /#(\S+)/.exec(text ?? '')?.[1] ?? ''
}

async function eventsOf(memberId: string): Promise<string[]> {
  const rows = await ownerRows(
    app.world.core.db,
    sql<{ type: string }>`select type from event where subject_id = ${memberId} order by feed_seq`,
  )
  return rows.map(({ type }) => type)
}

test('who has forgotten a password gets a letter, and its link is good once', async () => {
  const { ben } = app.world
  const other = await entered(ben)
  const stranger = visitor(app.url)
  const asked = await stranger.ask('/api/account/recover', { email: emailOf(ben), language: 'es' })
  expect([asked.status, asked.body]).toEqual([202, {}])
  const letter = await mail.nextTo(emailOf(ben))
  expect(letter.subject).toBe('Elige una contraseña nueva')
  const token = tokenIn(letter.text)

  const short = await stranger.ask('/api/auth/reset-password', { token, newPassword: 'short' })
  expect([short.status, short.body.code]).toEqual([400, 'PASSWORD_TOO_SHORT'])
  expect((await stranger.ask('/api/auth/reset-password', { token, newPassword: SECRET })).status).toBe(200)
  expect((await other.ask('/api/me')).status).toBe(401)
  const again = await stranger.ask('/api/auth/reset-password', { token, newPassword: 'yet another secret' })
  expect([again.status, again.body.code]).toEqual([400, 'INVALID_TOKEN'])
  expect((await stranger.signIn(emailOf(ben), PASSWORD)).status).toBe(401)
  expect((await stranger.signIn(emailOf(ben), SECRET)).status).toBe(200)
  expect(await eventsOf(ben)).toContain('sign-in.password-reset')
  expect((await mail.nextTo(emailOf(ben))).text).toContain('The password of your account was changed.')
})

test('a link that is too old chooses no password', async () => {
  const { cleo } = app.world
  const stranger = visitor(app.url)
  await stranger.ask('/api/account/recover', { email: emailOf(cleo), language: 'en' })
  const token = tokenIn((await mail.nextTo(emailOf(cleo))).text)
  await ownerRows(
    app.world.core.db,
    sql`update auth.verification set "expiresAt" = now() - interval '1 minute'`,
  )
  const late = await stranger.ask('/api/auth/reset-password', { token, newPassword: SECRET })
  expect([late.status, late.body.code]).toEqual([400, 'INVALID_TOKEN'])
  expect((await stranger.signIn(emailOf(cleo), PASSWORD)).status).toBe(200)
})

test('a stranger’s address is answered like a member’s, and gets no letter', async () => {
  const stranger = visitor(app.url)
  const known = await stranger.ask('/api/account/recover', { email: emailOf(app.world.ada), language: 'en' })
  const unknown = await stranger.ask('/api/account/recover', { email: 'nobody@example.com', language: 'en' })
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
  await mail.nextTo(emailOf(app.world.ada))
  expect(mail.lettersTo('nobody@example.com')).toEqual([])
})

test('a member sees where they are signed in, and ends one session or all others', async () => {
  const { cleo } = app.world
  const here = await entered(cleo)
  const phone = visitor(app.url)
  const agent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1'
  const credentials = { email: emailOf(cleo), password: PASSWORD }
  await phone.ask('/api/auth/sign-in/email', credentials, { 'user-agent': agent })
  const third = await entered(cleo)

  const { body: sessions } = await here.ask('/api/account/sessions')
  const found = sessions.find((session: { system: string }) => session.system === 'iPhone')
  expect(found).toMatchObject({ browser: 'Safari', phone: true, method: 'password', current: false })
  expect(sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1)
  expect(JSON.stringify(sessions)).not.toMatch(/token|127\.0\.0\.1/)

  expect((await here.ask(`/api/account/sessions/${found.id}/end`, {})).status).toBe(200)
  expect((await phone.ask('/api/me')).status).toBe(401)
  expect((await third.ask('/api/me')).status).toBe(200)
  const { body } = await here.ask('/api/account/sessions/end-others', {})
  expect(body.count).toBeGreaterThan(0)
  expect((await third.ask('/api/me')).status).toBe(401)
  expect((await here.ask('/api/me')).status).toBe(200)
  expect(await eventsOf(cleo)).toContain('sign-in.sessions-ended')
})

test('nobody ends another’s session', async () => {
  const ada = await entered(app.world.ada)
  const cleo = await entered(app.world.cleo)
  const { body: sessions } = await ada.ask('/api/account/sessions')
  expect((await cleo.ask(`/api/account/sessions/${sessions[0].id}/end`, {})).status).toBe(404)
  expect((await cleo.ask('/api/account/sessions/nonsense/end', {})).status).toBe(404)
  expect((await ada.ask('/api/me')).status).toBe(200)
})

test('a session that was ended closes its open socket at once, and leaves the others', async () => {
  const { ada } = app.world
  const here = await app.browser(ada)
  const there = visitor(app.url)
  await there.signIn(emailOf(ada), PASSWORD)
  await expect.poll(() => here.connection.state()).toBe('live')
  await there.ask('/api/account/sessions/end-others', {})
  await expect.poll(() => here.connection.state()).toBe('signed-out')
  expect((await there.ask('/api/me')).status).toBe(200)
})

test('signing in again leaves no session behind', async () => {
  const person = await entered(app.world.ada)
  const before = person.cookie()
  await person.signIn(emailOf(app.world.ada), PASSWORD)
  expect((await visitor(app.url).ask('/api/me', undefined, { cookie: before })).status).toBe(401)
})

test('changing the password asks for the old one, and signs out everywhere else', async () => {
  const { cleo } = app.world
  const here = await entered(cleo)
  const there = await entered(cleo)
  const change = { newPassword: SECRET, revokeOtherSessions: true }
  const wrong = await here.ask('/api/auth/change-password', { ...change, currentPassword: 'not my password' })
  expect([wrong.status, wrong.body.code]).toEqual([400, 'INVALID_PASSWORD'])
  expect((await here.ask('/api/auth/change-password', { ...change, currentPassword: PASSWORD })).status).toBe(
    200,
  )
  expect((await here.ask('/api/me')).status).toBe(200)
  expect((await there.ask('/api/me')).status).toBe(401)
  const back = { currentPassword: SECRET, newPassword: PASSWORD, revokeOtherSessions: true }
  expect((await here.ask('/api/auth/change-password', back)).status).toBe(200)
})

test('an authenticator is asked for from then on, and a recovery code opens once', async () => {
  const { cleo } = app.world
  const here = await entered(cleo)
  const { body: made } = await here.ask('/api/auth/two-factor/enable', { password: PASSWORD })
  expect(made.backupCodes).toHaveLength(10)
  const wrong = await here.ask('/api/auth/two-factor/verify-totp', { code: '000000' })
  expect(wrong.status).toBe(401)
  expect((await entered(cleo)).cookie()).toContain('session_token')
  const code = codeOf(made.totpURI)
  expect((await here.ask('/api/auth/two-factor/verify-totp', { code })).status).toBe(200)
  expect((await here.ask('/api/account/factors')).body).toMatchObject({
    authenticator: true,
    recoveryCodesLeft: 10,
  })

  const there = visitor(app.url)
  const halfway = await there.signIn(emailOf(cleo), PASSWORD)
  expect(halfway.body).toMatchObject({ twoFactorRedirect: true })
  expect((await there.ask('/api/me')).status).toBe(401)
  const hour = 3_600_000
  for (const at of [Date.now() - hour, Date.now() + hour])
    expect(
      (await there.ask('/api/auth/two-factor/verify-totp', { code: codeOf(made.totpURI, at) })).status,
    ).toBe(401)
  // A clock that is half a minute off is every phone's.
  const early = codeOf(made.totpURI, Date.now() - 30_000)
  expect((await there.ask('/api/auth/two-factor/verify-totp', { code: early })).status).toBe(200)
  expect((await there.ask('/api/me')).status).toBe(200)

  const [recovery] = made.backupCodes
  const [kept] = await ownerRows(
    app.world.core.db,
    sql<{ codes: string }>`select "backupCodes" as codes from auth."twoFactor" where "userId" = ${cleo}`,
  )
  expect(kept?.codes).not.toContain(recovery)
  const third = visitor(app.url)
  await third.signIn(emailOf(cleo), PASSWORD)
  const written = { code: ` ${recovery.toUpperCase().replaceAll('-', ' ')}` }
  expect((await third.ask('/api/auth/two-factor/verify-backup-code', written)).status).toBe(200)
  expect((await third.ask('/api/account/factors')).body.recoveryCodesLeft).toBe(9)
  const fourth = visitor(app.url)
  await fourth.signIn(emailOf(cleo), PASSWORD)
  expect((await fourth.ask('/api/auth/two-factor/verify-backup-code', { code: recovery })).status).toBe(401)
  const events = await eventsOf(cleo)
  expect(events).toContain('sign-in.authenticator-added')
  await expect.poll(async () => (await eventsOf(cleo)).includes('sign-in.failed')).toBe(true)

  await third.ask('/api/auth/two-factor/disable', { password: PASSWORD })
  expect((await third.ask('/api/account/factors')).body).toMatchObject({ authenticator: false })
})

test('how one signs in changes only just after one has shown who one is', async () => {
  const { ada } = app.world
  const here = await entered(ada)
  await ownerRows(app.world.core.db, sql`update auth.session set "createdAt" = now() - interval '1 hour'`)
  const refused = await here.ask('/api/auth/two-factor/enable', { password: PASSWORD })
  expect([refused.status, refused.body.code]).toEqual([403, 'confirm-first'])
  expect((await here.ask('/api/auth/passkey/generate-register-options')).status).toBe(403)
  const wrong = await here.ask('/api/account/confirm', { password: 'not my password' })
  expect([wrong.status, wrong.body.error]).toEqual([401, 'wrong-password'])
  expect((await here.ask('/api/account/confirm', { password: PASSWORD })).status).toBe(200)
  expect((await here.ask('/api/auth/passkey/generate-register-options')).status).toBe(200)
})

test('a workspace may ask for a second factor: a password alone then only sets one up', async () => {
  const { ben, world } = { ben: app.world.ben, world: app.world }
  const owner = await app.browser(world.ada)
  const member = await app.browser(world.cleo)
  await expect.poll(() => member.connection.state()).toBe('live')
  const workspaceId = world.workspaceId
  const byMember = await member.connection.call('sign-in.require-second-factor', {
    workspaceId,
    secondFactor: 'everyone',
  })
  expect(byMember).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
  const ask = (secondFactor: string) =>
    owner.connection.call('sign-in.require-second-factor', { workspaceId, secondFactor })

  expect((await ask('admins')).ok).toBe(true)
  await expect.poll(() => owner.connection.state()).toBe('signed-out')
  expect(member.connection.state()).toBe('live')
  const ada = await entered(world.ada)
  expect((await ada.ask('/api/account/standing')).body).toEqual({ at: 'second-factor', has: 'nothing' })
  expect((await ada.ask('/api/me')).status).toBe(401)
  expect((await ada.ask('/api/account/sessions')).status).toBe(401)
  const { body: made } = await ada.ask('/api/auth/two-factor/enable', { password: PASSWORD })
  expect((await ada.ask('/api/auth/two-factor/verify-totp', { code: codeOf(made.totpURI) })).status).toBe(200)
  expect((await ada.ask('/api/account/standing')).body).toEqual({ at: 'inside', offer: false })
  expect((await ada.ask('/api/me')).status).toBe(200)
  expect((await (await entered(ben, SECRET)).ask('/api/me')).status).toBe(200)
  await ada.ask('/api/auth/two-factor/disable', { password: PASSWORD })
  expect((await ada.ask('/api/me')).status).toBe(401)
  await ownerRows(world.core.db, sql`delete from sign_in_policy`)
})

test('an owner is offered a second factor until they decline; a member is not', async () => {
  const ada = await entered(app.world.ada)
  expect((await ada.ask('/api/account/standing')).body).toEqual({ at: 'inside', offer: true })
  await ada.ask('/api/account/decline-second-factor', {})
  expect((await ada.ask('/api/account/standing')).body).toEqual({ at: 'inside', offer: false })
  const cleo = await entered(app.world.cleo)
  expect((await cleo.ask('/api/account/standing')).body).toEqual({ at: 'inside', offer: false })
  expect((await visitor(app.url).ask('/api/account/standing')).body).toEqual({ at: 'outside' })
})

test('whoever is removed is signed out everywhere', async () => {
  const cleo = await entered(app.world.cleo)
  const { db } = app.world.core
  await ownerRows(db, sql`update member set removed_at = now() where id = ${app.world.cleo}`)
  expect((await cleo.ask('/api/me')).status).toBe(401)
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select id from auth.session where "userId" = ${app.world.cleo}`,
  )
  expect(rows).toEqual([])
  expect((await visitor(app.url).signIn(emailOf(app.world.cleo), PASSWORD)).status).toBe(403)
})

test('what we do not use of the library is not there', async () => {
  const ada = await entered(app.world.ada)
  for (const path of [
    'sign-up/email',
    'update-user',
    'delete-user',
    'change-email',
    'list-sessions',
    'set-password',
  ])
    expect((await ada.ask(`/api/auth/${path}`, {})).status, path).toBe(404)
})

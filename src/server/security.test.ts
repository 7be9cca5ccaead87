import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { codeOf, type Visitor, visitor } from '#test/account.ts'
import { openApi } from '#test/api.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { emailOf, PASSWORD } from '#test/world.ts'

const HOME = 'https://inbox.mills.example'

let app: TestApp
let secure: TestApp

beforeAll(async () => {
  app = await startTestApp()
  secure = await startTestApp({ publicUrl: HOME })
})
afterAll(async () => {
  await app.close()
  await secure.close()
})

test('every answer says what a browser may do with it, and forbids text to become code', async () => {
  for (const path of ['/', '/api/me', '/v1/messages', '/nothing', '/healthz']) {
    const { headers } = await fetch(secure.url + path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy, path).toContain("default-src 'none'")
    for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy, path).toContain(directive)
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toMatch(/unsafe-|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('cookies are bound to the host and to TLS, and no script reads them', async () => {
  const ada = visitor(secure.url, HOME)
  const { headers, body } = await ada.signIn(emailOf(secure.world.ada), PASSWORD)
  const cookies = headers.getSetCookie()
  expect(cookies.length).toBeGreaterThan(0)
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-centralita\./)
    for (const wanted of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i])
      expect(cookie).toMatch(wanted)
    expect(cookie).not.toMatch(/domain=/i)
  }
  // 256 bits and more of chance; and nowhere but in the cookie.
  const token = decodeURIComponent(/session_token=([^;.]+)/.exec(cookies.join())?.[1] ?? '')
  expect(token.length).toBeGreaterThanOrEqual(32)
  expect(JSON.stringify(body)).not.toContain(token)
  expect(body.token).toBeUndefined()
  expect((await ada.ask('/api/me')).status).toBe(200)
})

test('on this machine, without TLS, cookies are of this host all the same', async () => {
  const ada = visitor(app.url)
  const [cookie = ''] = (await ada.signIn(emailOf(app.world.ada), PASSWORD)).headers.getSetCookie()
  expect(cookie).toMatch(/^centralita\.session_token=.*; HttpOnly/)
  expect(cookie).not.toMatch(/; Secure|domain=/i)
})

test.each([
  '/api/auth/sign-in/email',
  '/api/auth/sign-out',
  '/api/auth/change-password',
  '/api/auth/two-factor/enable',
  '/api/account/recover',
  '/api/account/confirm',
  '/api/account/sessions/end-others',
  '/api/account/decline-second-factor',
  '/api/invitations/accept',
  '/api/directory',
  '/api/directory/remove',
  '/api/setup/workspace',
  '/api/setup/demo',
])('a page of another origin changes nothing through %s', async (path) => {
  const ada = visitor(app.url)
  await ada.signIn(emailOf(app.world.ada), PASSWORD)
  for (const origin of ['https://evil.example', 'null', `${app.url}.evil.example`, 'http://127.0.0.1:1'])
    expect((await ada.ask(path, {}, { origin })).status, origin).toBe(403)
  // A form can send text without asking first; nobody reads it as anything.
  const form = await ada.ask(path, {}, { origin: 'https://evil.example', 'content-type': 'text/plain' })
  expect([403, 415]).toContain(form.status)
  expect((await ada.ask('/api/me')).status).toBe(200)
})

test('nothing is changed by following a link', async () => {
  const ada = visitor(app.url)
  await ada.signIn(emailOf(app.world.ada), PASSWORD)
  for (const path of ['auth/sign-out', 'account/sessions/end-others', 'account/recover', 'directory/remove'])
    expect((await ada.ask(`/api/${path}`)).status, path).toBe(404)
  expect((await ada.ask('/api/me')).status).toBe(200)
})

test('a session ends when nobody uses it for a week, and in any case after thirty days', async () => {
  const { db } = app.world.core
  const idle = visitor(app.url)
  await idle.signIn(emailOf(app.world.ben), PASSWORD)
  await ownerRows(
    db,
    sql`update auth.session set "updatedAt" = now() - interval '8 days' where "userId" = ${app.world.ben}`,
  )
  expect((await idle.ask('/api/me')).status).toBe(401)
  const old = visitor(app.url)
  await old.signIn(emailOf(app.world.ben), PASSWORD)
  const [{ minutes } = { minutes: 0 }] = await ownerRows(
    db,
    sql<{
      minutes: number
    }>`select round(extract(epoch from "expiresAt" - "createdAt") / 60)::int as minutes
      from auth.session where "userId" = ${app.world.ben}`,
  )
  expect(minutes).toBe(30 * 24 * 60)
  await ownerRows(
    db,
    sql`update auth.session set "expiresAt" = now() - interval '1 second' where "userId" = ${app.world.ben}`,
  )
  expect((await old.ask('/api/me')).status).toBe(401)
})

test('a code of an authenticator opens once, is called used from then on, and leaves the way open for the next one', async () => {
  const first = visitor(app.url)
  await first.signIn(emailOf(app.world.cleo), PASSWORD)
  const { body } = await first.ask('/api/auth/two-factor/enable', { password: PASSWORD })
  const show = (person: Visitor, at: number) =>
    person.ask('/api/auth/two-factor/verify-totp', { code: codeOf(body.totpURI, at) })
  const now = Date.now()
  await show(first, now - 30_000)
  const second = visitor(app.url)
  await second.signIn(emailOf(app.world.cleo), PASSWORD)
  expect((await show(second, now)).status).toBe(200)
  expect((await second.ask('/api/me')).status).toBe(200)

  const third = visitor(app.url)
  await third.signIn(emailOf(app.world.cleo), PASSWORD)
  for (let i = 0; i < 2; i++) {
    expect(await show(third, now)).toMatchObject({ status: 401, body: { code: 'code-used' } })
    expect((await third.ask('/api/me')).status).toBe(401)
  }
  expect((await show(third, now + 30_000)).status).toBe(200)
  expect((await third.ask('/api/me')).status).toBe(200)
})

test('passwords that are tried first are refused wherever one is chosen', async () => {
  const ada = visitor(app.url)
  await ada.signIn(emailOf(app.world.ada), PASSWORD)
  for (const newPassword of ['password2026', 'Manchester1']) {
    const change = { currentPassword: PASSWORD, newPassword }
    const refused = await ada.ask('/api/auth/change-password', change)
    expect([refused.status, refused.body.code]).toEqual([400, 'PASSWORD_COMPROMISED'])
  }
  expect((await visitor(app.url).signIn(emailOf(app.world.ada), PASSWORD)).status).toBe(200)
})

test('a password is taken as it is, long and of any signs', async () => {
  const ada = visitor(app.url)
  await ada.signIn(emailOf(app.world.ada), PASSWORD)
  const long = ` Ünïcode ✓ ${'a b c d e f g h '.repeat(6)}`
  const change = { currentPassword: PASSWORD, newPassword: long }
  expect((await ada.ask('/api/auth/change-password', change)).status).toBe(200)
  for (const wrong of [long.trim(), long.toLowerCase(), long.slice(0, 72)])
    expect((await visitor(app.url).signIn(emailOf(app.world.ada), wrong)).status).toBe(401)
  expect((await visitor(app.url).signIn(emailOf(app.world.ada), long)).status).toBe(200)
  await ada.ask('/api/auth/change-password', { currentPassword: long, newPassword: PASSWORD })
})

test('an administrator signs somebody out everywhere; a member does not', async () => {
  const { ada, ben, cleo } = app.world
  const people = await Promise.all(
    [ada, ben].map(async (id) => {
      const person = visitor(app.url)
      await person.signIn(emailOf(id), PASSWORD)
      return person
    }),
  )
  const [asAda, asBen] = people
  expect((await asBen?.ask(`/api/members/${cleo}/end-sessions`, {}))?.status).toBe(403)
  expect((await asAda?.ask(`/api/members/${secure.world.ben}/end-sessions`, {}))?.status).toBe(404)
  expect((await asAda?.ask(`/api/members/${ben}/end-sessions`, {}))?.status).toBe(200)
  expect((await asBen?.ask('/api/me'))?.status).toBe(401)
})

test('whoever asks too often is told to wait, before anything is done for them', async () => {
  const slow = await openApi({ env: { API_REQUESTS_PER_SECOND: '1' } })
  const answers = []
  for (let i = 0; i < 120; i++) answers.push((await slow.http.inject({ url: '/api/setup' })).statusCode)
  expect(answers.slice(0, 100).every((status) => status === 200)).toBe(true)
  const last = await slow.http.inject({ url: '/api/me' })
  expect(last.statusCode).toBe(429)
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
  await slow.close()
})

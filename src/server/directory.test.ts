import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Answer, type Visitor, visitor } from '#test/account.ts'
import { startTestApp, type TestApp } from '#test/app.ts'
import { CLIENT, type Issuer, startIssuer } from '#test/issuer.ts'
import { freePort } from '#test/rig/port.ts'
import { emailOf, PASSWORD } from '#test/world.ts'

let app: TestApp
let issuer: Issuer
let provider: string

const OTHER = `http://127.0.0.1:${await freePort()}`

beforeAll(async () => {
  const trusted = { SSO_TRUSTED_ORIGINS: '' }
  app = await startTestApp({
    env: trusted,
    beforeStart: async (url, { workspaceId }) => {
      provider = `directory-${workspaceId}`
      issuer = await startIssuer(`${url}/api/auth/callback/${provider}`)
      trusted.SSO_TRUSTED_ORIGINS = `${issuer.url}, ${OTHER}`
    },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function owner(): Promise<Visitor> {
  const ada = visitor(app.url)
  await ada.signIn(emailOf(app.world.ada), PASSWORD)
  return ada
}

function settings(more: object = {}) {
  return { label: 'Mills & Co', issuer: issuer.url, ...CLIENT, joins: false, ...more }
}

/** Goes to the directory and back as a browser does; answers where that ended. */
async function through(person: Visitor, change = (url: string) => url): Promise<Answer & { at: string }> {
  const began = await person.ask('/api/auth/sign-in/social', {
    provider,
    callbackURL: '/inbox',
    errorCallbackURL: `${app.url}/sign-in-problem`,
    disableRedirect: true,
  })
  expect(began.status).toBe(200)
  const door = visitor(issuer.url)
  let next: string = began.body.url
  while (next.startsWith(issuer.url))
    next = URL.parse((await door.ask(next)).headers.get('location') ?? '', next)?.href ?? ''
  const back = await person.ask(change(next))
  return { ...back, at: back.headers.get('location') ?? '' }
}

test('only owners set up a directory, and only one that can be used', async () => {
  const ada = await owner()
  const ben = visitor(app.url)
  await ben.signIn(emailOf(app.world.ben), PASSWORD)
  expect((await ben.ask('/api/directory', settings())).status).toBe(403)
  expect((await visitor(app.url).ask('/api/directory', settings())).status).toBe(401)
  const field = async (issuer: string) => (await ada.ask('/api/directory', settings({ issuer }))).body.fields
  expect(await field('http://example.com')).toEqual({ issuer: 'directory-not-secret' })
  expect(await field('https://127.0.0.1:9')).toEqual({ issuer: 'directory-refused' })
  expect(await field(OTHER)).toEqual({ issuer: 'directory-unreachable' })
  expect(await field(`${issuer.url}/other`)).toEqual({ issuer: 'directory-not-openid' })
  const { body } = await ada.ask('/api/directory', settings({ clientSecret: '' }))
  expect(body.fields).toEqual({ clientSecret: 'required' })

  expect((await ada.ask('/api/directory', settings())).status).toBe(200)
  expect((await visitor(app.url).ask('/api/account/directories')).body).toEqual([
    { provider, label: 'Mills & Co' },
  ])
  const [kept] = await ownerRows(
    app.world.core.db,
    sql<{ secret: string }>`select sealed_secret as secret from single_sign_on`,
  )
  expect(kept?.secret).not.toContain(CLIENT.clientSecret)
})

test('a member whom the directory knows comes in, as themselves', async () => {
  issuer.person = { sub: 'b1', email: emailOf(app.world.ben), name: 'Benjamin', email_verified: true }
  const ben = visitor(app.url)
  const end = await through(ben)
  expect([end.status, new URL(end.at, app.url).pathname]).toEqual([302, '/inbox'])
  expect((await ben.ask('/api/me')).body).toMatchObject({ memberId: app.world.ben, name: 'Ben' })
  const { body: sessions } = await ben.ask('/api/account/sessions')
  expect(sessions[0]).toMatchObject({ method: 'single-sign-on', current: true })
  // Their address may change there; who they are does not.
  issuer.person = { ...issuer.person, email: 'benjamin@example.com' }
  const again = visitor(app.url)
  await through(again)
  expect((await again.ask('/api/me')).body.memberId).toBe(app.world.ben)
})

test('whoever is not a member stays outside, until newcomers are wanted', async () => {
  issuer.person = { sub: 'i1', email: 'ida@example.com', name: 'Ida Moe', email_verified: true }
  const ida = visitor(app.url)
  const refused = await through(ida)
  expect(refused.at).toContain('/sign-in-problem?error=not_a_member')
  expect((await ida.ask('/api/me')).status).toBe(401)
  const users = await ownerRows(
    app.world.core.db,
    sql<{ id: string }>`select id from auth."user" where email = 'ida@example.com'`,
  )
  expect(users).toEqual([])

  await (await owner()).ask('/api/directory', settings({ clientSecret: '', joins: true }))
  await through(ida)
  expect((await ida.ask('/api/me')).body).toMatchObject({ name: 'Ida Moe' })
  const [member] = await ownerRows(
    app.world.core.db,
    sql<{ role: string }>`select role from member where email = 'ida@example.com'`,
  )
  expect(member?.role).toBe('member')
})

test('nobody comes in twice with one answer, nor with another’s, nor after turning away', async () => {
  issuer.person = { sub: 'b1', email: emailOf(app.world.ben), email_verified: true }
  const ben = visitor(app.url)
  let answer = ''
  await through(ben, (url) => (answer = url))
  expect((await visitor(app.url).ask(answer)).headers.get('location')).toMatch(/error=/)
  const replayed = await ben.ask(answer)
  expect(replayed.headers.get('location')).toMatch(/error=/)

  const cleo = visitor(app.url)
  const forged = await through(cleo, (url) => url.replace(/state=[^&]*/, 'state=nonsense'))
  expect(forged.at).toMatch(/error=/)
  const altered = await through(cleo, (url) => url.replace(/code=[^&]*/, 'code=nonsense'))
  expect(altered.at).toContain('error=')
  const elsewhere = await through(cleo, (url) => url.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example'))
  expect(elsewhere.at).toContain('error=')
  issuer.person = undefined
  expect((await through(cleo)).at).toContain('error=access_denied')
  expect((await cleo.ask('/api/me')).status).toBe(401)
})

test('AD-3: whom the directory did not bring in is in the log, and a way back that nobody began here is not', async () => {
  const reasons = () =>
    ownerRows(
      app.world.core.db,
      sql<{ reason: string }>`select detail ->> 'reason' as reason from audit
        where action = 'sign-in.turned-away' and actor_id is null order by seq`,
    )
  const before = await reasons()
  // Of the stories before this one.
  expect(before.map(({ reason }) => reason)).toContain('not_a_member')
  issuer.person = undefined
  await through(visitor(app.url))
  expect((await reasons()).slice(before.length)).toEqual([{ reason: 'access_denied' }])
  const unknown = await visitor(app.url).ask(`/api/auth/callback/directory-${uuidv7()}?code=a&state=b`)
  expect(unknown.status).toBeGreaterThanOrEqual(300)
  for (let times = 0; times < 70; times++)
    await visitor(app.url).ask(`/api/auth/callback/${provider}?error=x`)
  expect((await reasons()).length).toBe(60)
})

test('an address that was never confirmed here is taken over by nobody', async () => {
  const { db } = app.world.core
  await ownerRows(db, sql`update auth."user" set "emailVerified" = false where id = ${app.world.cleo}`)
  issuer.person = { sub: 'c1', email: emailOf(app.world.cleo), email_verified: true }
  const cleo = visitor(app.url)
  expect((await through(cleo)).at).toContain('error=account_not_linked')
  expect((await cleo.ask('/api/me')).status).toBe(401)
})

test('whoever was removed does not come back through the directory', async () => {
  await ownerRows(app.world.core.db, sql`update member set removed_at = now() where id = ${app.world.ben}`)
  issuer.person = { sub: 'b1', email: emailOf(app.world.ben), email_verified: true }
  const ben = visitor(app.url)
  expect((await through(ben)).at).toContain('error=')
  expect((await ben.ask('/api/me')).status).toBe(401)
})

test('a directory that was turned off lets nobody in', async () => {
  await (await owner()).ask('/api/directory/remove', {})
  const began = await visitor(app.url).ask('/api/auth/sign-in/social', { provider, disableRedirect: true })
  expect(began.status).toBe(404)
})

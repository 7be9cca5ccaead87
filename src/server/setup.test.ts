import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ownerRows } from '#db/db.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { createFeed } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { createApp } from './app.ts'
import { readEnv } from './env.ts'

const SECRET = 'a secret for tests that nobody guesses'
const NEW = { workspace: 'Mills & Co', name: 'Ada', email: ' Ada@Mills.example', password: 'correct horse' }

/** A fresh installation, spoken to without a network. */
async function install(publicUrl = 'http://localhost:3000') {
  const base = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'centralita-setup-'))
  const core = { db: base.db, feed: createFeed() }
  const opened = { core, db: base.db, databaseUrl: base.url, secret: SECRET, key: sealingKey(SECRET) }
  const env = readEnv({ DATA_DIR: folder, PUBLIC_URL: publicUrl, LOG_LEVEL: 'silent' })
  const app = await createApp(env, { ...opened, close: base.drop })
  cleanups.push(async () => {
    await app.close()
    await base.drop()
    rmSync(folder, { recursive: true })
  })
  return { http: app.http, db: base.db, core }
}

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

test('a newcomer makes a workspace, is signed in at once, and has an inbox with a line to try', async () => {
  const { http, db } = await install()
  expect((await http.inject('/api/setup')).json()).toEqual({ canCreate: true, demo: true })
  const made = await http.inject({ method: 'POST', url: '/api/setup/workspace', payload: NEW })
  expect(made.statusCode).toBe(201)
  const cookies = Object.fromEntries(made.cookies.map(({ name, value }) => [name, value]))
  const me = await http.inject({ url: '/api/me', cookies })
  expect(me.json()).toEqual({
    name: 'Ada',
    workspaceId: made.json().workspaceId,
    memberId: expect.any(String),
  })
  expect(
    await ownerRows(
      db,
      sql`select i.name, l.address, l.provider, m.email, m.role from line l
    join inbox i on i.id = l.inbox_id join inbox_member im on im.inbox_id = i.id join member m on m.id = im.member_id`,
    ),
  ).toEqual([
    { name: 'Main', address: '+14155550100', provider: 'sandbox', email: 'ada@mills.example', role: 'owner' },
  ])
  expect((await http.inject('/api/setup')).json()).toEqual({ canCreate: false, demo: true })
})

test('whoever comes later or at the same moment finds it made', async () => {
  const { http, db } = await install()
  const post = (email: string) =>
    http.inject({ method: 'POST', url: '/api/setup/workspace', payload: { ...NEW, email } })
  const answers = await Promise.all([post('ada@mills.example'), post('ben@mills.example')])
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201, 409]))
  expect((await post('cleo@mills.example')).json()).toEqual({ error: 'workspace-exists' })
  expect(await ownerRows(db, sql`select count(*)::int as people from auth."user"`)).toEqual([{ people: 1 }])
  expect(await ownerRows(db, sql`select count(*)::int as all from workspace`)).toEqual([{ all: 1 }])
})

test('each field says by a code what is wrong with it', async () => {
  const { http } = await install()
  const payload = { workspace: '  ', name: 'x'.repeat(81), email: 'ada@', password: 'short' }
  const refused = await http.inject({ method: 'POST', url: '/api/setup/workspace', payload })
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toEqual({
    error: 'invalid-input',
    fields: { workspace: 'required', name: 'too-long', email: 'invalid-email', password: 'too-short' },
  })
  const nothing = await http.inject({ method: 'POST', url: '/api/setup/workspace' })
  expect(nothing.json().fields).toEqual({
    workspace: 'required',
    name: 'required',
    email: 'required',
    password: 'required',
  })
})

test('at this machine one can look around in the demo, as Ada, and still make a workspace of one’s own', async () => {
  const { http } = await install()
  const entered = await http.inject({ method: 'POST', url: '/api/setup/demo' })
  expect(entered.statusCode).toBe(201)
  const cookies = Object.fromEntries(entered.cookies.map(({ name, value }) => [name, value]))
  expect((await http.inject({ url: '/api/me', cookies })).json()).toMatchObject({ name: 'Ada' })
  expect((await http.inject('/api/setup')).json()).toEqual({ canCreate: true, demo: true })
  const again = await http.inject({ method: 'POST', url: '/api/setup/demo' })
  expect(again.json()).toEqual(entered.json())
})

test('from anywhere else the demo is closed', async () => {
  const { http } = await install()
  const strangers = [
    { remoteAddress: '192.0.2.7' },
    { headers: { host: 'rebound.example' } },
    { headers: { 'x-forwarded-for': '192.0.2.7' } },
    { headers: { forwarded: 'for=192.0.2.7' } },
    { headers: { 'cf-connecting-ip': '192.0.2.7' } },
  ]
  for (const stranger of strangers) {
    expect((await http.inject({ url: '/api/setup', ...stranger })).json().demo).toBe(false)
    const refused = await http.inject({ method: 'POST', url: '/api/setup/demo', ...stranger })
    expect([refused.statusCode, refused.json()]).toEqual([403, { error: 'only-on-this-machine' }])
  }
  const published = await install('https://inbox.mills.example')
  expect((await published.http.inject('/api/setup')).json()).toEqual({ canCreate: true, demo: false })
})

test('a page of another origin can make nothing in its visitor’s name', async () => {
  const { http, db } = await install()
  for (const url of ['/api/setup/demo', '/api/setup/workspace']) {
    for (const origin of ['https://elsewhere.example', 'null']) {
      const refused = await http.inject({ method: 'POST', url, payload: NEW, headers: { origin } })
      expect([refused.statusCode, refused.json()]).toEqual([403, { error: 'other-origin' }])
    }
  }
  expect(await ownerRows(db, sql`select count(*)::int as all from workspace`)).toEqual([{ all: 0 }])
  const headers = { origin: 'http://localhost:3000' }
  const own = await http.inject({ method: 'POST', url: '/api/setup/demo', headers })
  expect(own.statusCode).toBe(201)
})

test('who has not signed in is nobody', async () => {
  const { http } = await install()
  expect((await http.inject('/api/me')).statusCode).toBe(401)
  const forged = await http.inject({ url: '/api/me', cookies: { 'centralita.session_token': 'guess' } })
  expect(forged.statusCode).toBe(401)
})

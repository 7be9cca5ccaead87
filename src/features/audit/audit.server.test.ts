import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { statement } from '#db/sql.ts'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import { addWorkspace } from '#features/onboarding/onboarding.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { write } from '#sync/write.server.ts'
import { openApi } from '#test/api.ts'
import { testDatabase } from '#test/database.ts'
import { type Desk, deskOf } from '#test/desk.ts'
import { createWorld, type World } from '#test/world.ts'
import { auditNow, verifyAudit } from './audit.server.ts'
import type { AuditLine } from './audit.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let world: World
let desk: Desk

beforeAll(async () => {
  base = await testDatabase()
  world = await createWorld(base.db)
  desk = deskOf(world)
})
afterAll(() => base.drop())

const EVERYTHING = { actorId: null, area: null, since: null, until: null, before: null, limit: 200 }

async function log(memberId: string, about: object = {}): Promise<AuditLine[]> {
  const answer = await desk.ask(memberId, 'audit.page', { ...EVERYTHING, ...about })
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value.value as AuditLine[] // What this query tells.
}

function asOwner(text: string): Promise<unknown[]> {
  return ownerRows(base.db, { text, name: '', values: [] })
}

function asApplication(text: string): Promise<unknown> {
  return inWorkspace(base.db, world.workspaceId, (tx) => tx.rows(statement(text, [])))
}

test('what was done is written down with who and what, and what was refused is not', async () => {
  const { ada, ben, support } = world
  const before = (await log(ada)).length
  expect(
    await desk.run(ben, configureInboxCommand.name, { inboxId: support.id, name: 'Mine' }),
  ).toMatchObject({
    ok: false,
  })
  await desk.run(ada, configureInboxCommand.name, { inboxId: support.id, name: 'Help' })
  const [line, ...rest] = await log(ada)
  expect(rest).toHaveLength(before)
  expect(line).toMatchObject({
    ...{ action: 'inbox.configured', actor: 'member', actorId: ada, actorName: 'Ada' },
    ...{ subjectId: support.id, subjectName: 'Help', detail: { name: 'Help' } },
  })
})

test('messages are not written down, nor do they wait for what is', async () => {
  const before = (await log(world.ada)).length
  const head = await base.db.owner.connect()
  await head.query('begin')
  await head.query('select from audit_head where workspace_id = $1 for update', [world.workspaceId])
  await desk.receive('Is anybody there?')
  await head.query('rollback')
  head.release()
  expect(await log(world.ada)).toHaveLength(before)
})

test('the log is looked through by who, what and when, page by page, each line once', async () => {
  const { ada, ben, workspaceId, core } = world
  for (let i = 0; i < 5; i++) await createApiKey(core, workspaceId, { name: `Key ${i}`, memberId: ben })
  const theirs = await log(ada, { actorId: ben, area: 'api-keys' })
  expect(theirs.map(({ subjectName }) => subjectName)).toEqual(['Key 4', 'Key 3', 'Key 2', 'Key 1', 'Key 0'])
  expect(await log(ada, { until: theirs.at(-1)?.at, actorId: ben, area: 'api-keys' })).toEqual([])
  const seen: number[] = []
  for (let before: number | null = null; ; ) {
    const page: AuditLine[] = await log(ada, { before, limit: 2 })
    if (page.length === 0) break
    seen.push(...page.map(({ seq }) => seq))
    before = page.at(-1)?.seq ?? null
  }
  expect(seen).toEqual((await log(ada)).map(({ seq }) => seq))
})

test('AD-3: it is for owners and admins', async () => {
  expect(await desk.ask(world.ben, 'audit.page', EVERYTHING)).toEqual({
    ok: false,
    error: { code: 'not-allowed' },
  })
})

test('the application only adds, and nobody changes or removes', async () => {
  for (const text of [
    `insert into audit select * from audit limit 1`,
    `update audit set action = 'nothing'`,
    `delete from audit`,
    `update audit_head set seq = 0`,
    `delete from audit_head`,
  ])
    await expect(asApplication(text)).rejects.toMatchObject({ code: '42501' })
  for (const text of [`update audit set action = 'nothing'`, `delete from audit`, `truncate audit`])
    await expect(asOwner(text)).rejects.toMatchObject({ code: '42501' })
})

test('many who write at once make one chain', async () => {
  const { core, workspaceId, ada } = world
  const entry = (i: number) => ({
    action: 'test.happened',
    detail: { i, text: 'é \u2028 "x"', nested: { b: 1, a: [2.5] } },
  })
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => auditNow(core, workspaceId, { type: 'member', id: ada }, entry(i))),
  )
  const numbers = (await log(ada)).map(({ seq }) => seq)
  expect(numbers).toEqual(Array.from(numbers, (_, i) => numbers.length - i))
  expect((await verifyAudit(base.db)).broken).toEqual([])
})

test('a line that somebody changes, takes out or cuts off behind the product’s back shows', async () => {
  const { workspaceId } = world
  const last = (await log(world.ada))[0]?.seq ?? 0
  const one = (seq: number) => `where workspace_id = '${workspaceId}' and seq = ${seq}`
  await asOwner('create table audit_copy as select * from audit')
  await asOwner('alter table audit disable trigger user')
  for (const [deed, shows] of [
    [`update audit set detail = '{"name":"Mallory"}' ${one(3)}`, 3],
    [`update audit set at = at + interval '1 ms' ${one(2)}`, 2],
    [`update audit set actor = 'api' ${one(4)}`, 4],
    [`delete from audit ${one(5)}`, 6],
    [`delete from audit ${one(last)}`, last],
    [`update audit_head set seq = seq + 1 where workspace_id = '${workspaceId}'`, last + 1],
  ] as const) {
    await asOwner(deed)
    expect((await verifyAudit(base.db)).broken, deed).toEqual([{ workspaceId, seq: shows }])
    await asOwner('delete from audit')
    await asOwner('insert into audit select * from audit_copy')
  }
  await asOwner('alter table audit enable trigger user')
})

test('only the end of its whole workspace takes a log along', async () => {
  const workspaceId = uuidv7()
  await write(world.core, workspaceId, { type: 'system', id: null }, (write) => addWorkspace(write, 'Brief'))
  const left = () => asOwner(`select seq from audit where workspace_id = '${workspaceId}'`)
  expect(await left()).toHaveLength(1)
  await asOwner(`delete from workspace where workspace_id = '${workspaceId}'`)
  expect(await left()).toEqual([])
})

test('it is taken along as a file, which is written down too', async () => {
  const api = await openApi()
  const take = async (memberId: string, format: string) => {
    const headers = { cookie: await api.cookieOf(memberId) }
    return api.http.inject({ url: `/api/audit/export?format=${format}`, headers })
  }
  const { ada, ben, workspaceId, core } = api.world
  await createApiKey(core, workspaceId, { name: '=cmd("x"), y', memberId: ada })
  const csv = await take(ada, 'csv')
  expect(csv.headers['content-disposition']).toBe('attachment; filename="audit.csv"')
  const [head, newest, signedIn, key] = csv.body.split('\r\n')
  expect(head).toMatch(/^seq,at,action,actor,/)
  expect(newest).toContain('audit.exported')
  expect(signedIn).toContain('sign-in.succeeded')
  expect(key).toContain(`"'=cmd(""x""), y"`)
  const lines = (await take(ada, 'jsonl')).body.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, i) => lines.length - i))
  expect((await take(ben, 'csv')).statusCode).toBe(404)
  await api.close()
})

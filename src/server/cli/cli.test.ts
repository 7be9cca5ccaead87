import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import type { Provider } from '#channel/provider.ts'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { findApiKey } from '#features/api-key/api-key.server.ts'
import { connectedLine } from '#features/line/line.server.ts'
import { addWorkspace } from '#features/onboarding/onboarding.server.ts'
import { fromPublicId, publicId, uuidv7 } from '#kit/id.ts'
import { createFeed } from '#sync/feed.server.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { SANDBOX } from '../setup.ts'
import { runCli } from './run.ts'

const SECRET = 'a secret for tests that nobody guesses'
const LOFT = 'north'

/** A carrier with a password, beside the sandbox whose ways it has. */
const pigeons: Provider = {
  ...SANDBOX,
  name: 'pigeons',
  label: 'Pigeon Post',
  settings: z.object({
    accountName: z.string().min(1),
    password: z.string().min(1).meta({ secret: true }),
    loft: z.string().optional(),
    flightsPerDay: z.number().int().optional(),
  }),
  accountKey: (settings) => z.object({ accountName: z.string() }).parse(settings).accountName,
}
const PROVIDERS = new Map([SANDBOX, pigeons].map((provider) => [provider.name, provider]))

let base: Awaited<ReturnType<typeof testDatabase>>
let folder: string

beforeAll(async () => {
  base = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'centralita-cli-'))
})
afterAll(async () => {
  await base.drop()
  rmSync(folder, { recursive: true })
})

/** As typed after `npm run -s cli --`. */
function cli(...args: string[]) {
  const variables = { DATABASE_URL: base.url, DATA_DIR: folder, APP_SECRET: SECRET, LOG_LEVEL: 'silent' }
  return runCli(args, { ...variables, PUBLIC_URL: 'https://inbox.mills.example' }, PROVIDERS)
}

async function json(...args: string[]) {
  const { code, out, err } = await cli(...args, '--json')
  return { code, value: JSON.parse(out || err) }
}

const connect = (...flags: string[]) => ['line', 'connect', '--provider', 'pigeons', ...flags]
const SUPPORT = ['--inbox', 'Support', '--number', '+1 (415) 555-0123']
const KEYS = ['--account-name', 'mills', '--password', 'first']

test('before there is a workspace, a command says how to get one', async () => {
  const refused = await cli('line', 'list')
  expect(refused).toEqual({ code: 1, out: '', err: expect.stringContaining('-- demo') })
  expect((await json('line', 'list')).value.error).toMatchObject({ code: 'no-workspace' })
  expect(await json('workspace', 'list')).toEqual({ code: 0, value: [] })
})

test('the demo is printed as one object, and the same again', async () => {
  const first = await json('demo')
  expect(first.value.inboxes.map(({ name }: { name: string }) => name)).toEqual(['Support', 'Sales'])
  expect(await json('demo')).toEqual(first)
  const { out } = await cli('demo')
  for (const { email, password } of first.value.members) {
    expect(out).toContain(email)
    expect(out).toContain(password)
  }
})

test('a number is connected to an inbox by its name, and reports to a URL of its own', async () => {
  const { code, value } = await json(...connect(...SUPPORT, ...KEYS))
  expect(code).toBe(0)
  const [workspace] = (await json('workspace', 'list')).value
  expect(value).toEqual({
    lineId: expect.stringMatching(/^PN\w{22}$/),
    webhookUrl: `https://inbox.mills.example/webhooks/pigeons/${workspace.id}/${value.lineId}`,
  })
  const lines = (await json('line', 'list')).value
  expect(lines).toContainEqual({
    ...{ id: value.lineId, number: '+14155550123', provider: 'pigeons', inbox: 'Support' },
    ...{ connectedAt: expect.any(String), webhookUrl: value.webhookUrl },
  })
})

test('a new inbox is made for a number that needs one, and the owner is in it', async () => {
  expect((await json(...connect('--inbox', 'Rentals', '--number', '+14155550124', ...KEYS))).code).toBe(0)
  const members = await ownerRows(
    base.db,
    sql`select m.name from inbox_member im join member m on m.id = im.member_id join inbox i on i.id = im.inbox_id
      where i.name = 'Rentals'`,
  )
  expect(members).toEqual([{ name: 'Ada' }])
  const accounts = await ownerRows(
    base.db,
    sql`select count(*)::int as accounts from provider_account where provider = 'pigeons'`,
  )
  expect(accounts).toEqual([{ accounts: 1 }])
})

test('a replaced secret reaches every number of the account, and the old one is believed for a day', async () => {
  const withLoft = [...KEYS, '--loft', LOFT, '--flights-per-day', '12']
  await cli(...connect('--inbox', 'Rentals', '--number', '+14155550124', ...withLoft))
  const renewed = await json(...connect(...SUPPORT, '--account-name', 'mills', '--password', 'second'))
  const own = await lineOf(renewed.value.lineId)
  expect(own?.settings).toEqual({ accountName: 'mills', password: 'second' })
  const rentals = (await json('line', 'list')).value.find(
    ({ inbox }: { inbox: string }) => inbox === 'Rentals',
  )
  expect((await lineOf(rentals.id))?.settings).toEqual({
    ...{ accountName: 'mills', password: 'second', loft: LOFT, flightsPerDay: 12 },
  })
  const tokens = own?.accounts.map(({ settings }) => JSON.parse(JSON.stringify(settings)).password)
  expect(new Set(tokens)).toEqual(new Set(['first', 'second']))
  await ownerRows(base.db, sql`update provider_account set retired_at = retired_at - interval '25 hours'`)
  const later = (await lineOf(renewed.value.lineId))?.accounts.map(({ settings }) => settings)
  expect(later).toHaveLength(2)
  expect(later).not.toContainEqual(expect.objectContaining({ password: 'first' }))
})

async function lineOf(lineId: string) {
  const [demo] = await ownerRows(
    base.db,
    sql<{ id: string }>`select workspace_id as id from workspace where demo`,
  )
  const id = fromPublicId('PN', lineId) ?? ''
  return inWorkspace(base.db, demo?.id ?? '', (tx) => connectedLine(tx, id, PROVIDERS, sealingKey(SECRET)))
}

test('a number stays in its inbox', async () => {
  const refused = await json(...connect('--inbox', 'Sales', '--number', '+14155550123', ...KEYS))
  expect(refused.value.error).toMatchObject({ code: 'line-elsewhere', params: { inbox: 'Support' } })
})

test('INB-11: a number is connected to one member alone, whose private inbox nobody else sees', async () => {
  const [, { email }] = (await json('demo')).value.members
  const own = ['--private', email.toUpperCase(), '--number', '+14155550125', ...KEYS]
  const { code, value } = await json(...connect(...own))
  expect(code).toBe(0)
  expect((await json(...connect(...own))).value).toEqual(value)
  const seen = await ownerRows(
    base.db,
    sql`select m.email, im.role from line l join inbox i on i.id = l.inbox_id
      join member o on o.id = i.owner_id join inbox_member im on im.inbox_id = i.id
      join member m on m.id = im.member_id
      where l.address = '+14155550125' and l.installed_by = o.id and o.email = ${email}`,
  )
  expect(seen).toEqual([{ email, role: 'manager' }])
  const stranger = await json(
    ...connect('--private', 'nobody@example.com', '--number', '+14155550126', ...KEYS),
  )
  expect(stranger.value.error).toMatchObject({ code: 'unknown-member' })
  const shared = await json(...connect('--private', email, '--number', '+14155550123', ...KEYS))
  expect(shared.value.error).toMatchObject({ code: 'not-private' })
})

test('what is typed wrong is answered by what would be right', async () => {
  const wrong: [string[], number, string][] = [
    [['sing'], 2, 'help'],
    [['line', 'connect'], 2, 'sandbox, pigeons'],
    [connect(...SUPPORT, ...KEYS, '--flights-per-day', 'many'), 1, '--flights-per-day'],
    [['line', 'connect', '--provider', 'owls'], 2, 'sandbox, pigeons'],
    [connect('--number', '+14155550123', ...KEYS), 2, '--inbox'],
    [connect(...SUPPORT, '--colour', 'red'), 2, 'Usage'],
    [connect(...SUPPORT), 1, '--account-name --password'],
    [connect('--inbox', 'Support', '--number', 'hello', ...KEYS), 1, 'country code'],
    [['api-key', 'revoke', 'AK1'], 1, 'api-key list'],
    [['api-key', 'revoke'], 2, 'api-key revoke ID'],
    [['line', 'list', '--workspace', 'WS1'], 1, 'workspace list'],
  ]
  for (const [args, code, advice] of wrong) {
    const { out, ...refused } = await cli(...args)
    expect([args, refused, out]).toEqual([args, { code, err: expect.stringContaining(advice) }, ''])
  }
})

test('a key is shown once, opens the workspace it names, and can be taken back', async () => {
  const { id, key } = (await json('api-key', 'create', '--name', 'Bakery')).value
  expect(await findApiKey(base.db, key)).toMatchObject({ actor: { type: 'api' } })
  const names = async () => (await json('api-key', 'list')).value.map(({ name }: { name: string }) => name)
  expect(await names()).toEqual(['Bakery', 'Demo'])
  expect((await cli('api-key', 'revoke', id)).code).toBe(0)
  expect(await names()).toEqual(['Demo'])
  expect(await findApiKey(base.db, key)).toBeUndefined()
  expect((await cli('api-key', 'revoke', id)).code).toBe(1)
})

test('a workspace of one’s own comes before the demo, and several must be told apart', async () => {
  const [mills, bakery] = [uuidv7(), uuidv7()]
  await make(mills, 'Mills & Co')
  expect((await json('line', 'list')).value).toEqual([])
  await make(bakery, 'Kowalski Bakery')
  const unclear = await json('line', 'list')
  expect(unclear.value.error.code).toBe('which-workspace')
  expect(unclear.value.error.message).toContain(publicId('WS', mills))
  expect((await json('line', 'list', '--workspace', publicId('WS', bakery))).value).toEqual([])
})

async function make(id: string, name: string): Promise<void> {
  const core = { db: base.db, feed: createFeed() }
  await write(core, id, { type: 'system', id: null }, (write) => addWorkspace(write, name))
}

test('help says what there is', async () => {
  for (const args of [['help'], ['--help'], []]) expect((await cli(...args)).out).toContain('line connect')
  expect((await cli('api-key', 'create', '--help')).out).toContain('--name TEXT')
})

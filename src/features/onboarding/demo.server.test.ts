import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyPassword } from 'better-auth/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diskBlobs } from '#db/blob.ts'
import { ownerRows } from '#db/db.ts'
import { type Statement, sql } from '#db/sql.ts'
import { fromPublicId } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { createFeed } from '#sync/feed.server.ts'
import { testDatabase } from '#test/database.ts'
import { KEY } from '#test/world.ts'
import { type Demo, type DemoMaker, findDemo, makeDemo } from './demo.server.ts'
import { canCreate } from './onboarding.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let folder: string
let maker: DemoMaker
let demo: Demo
let took: number

beforeAll(async () => {
  base = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'centralita-demo-'))
  const sandbox = providers.get('sandbox')
  if (!sandbox) throw new Error('The sandbox is always installed')
  const core = { db: base.db, feed: createFeed() }
  maker = {
    core,
    key: KEY,
    sandbox,
    blobs: diskBlobs(folder),
    secret: 'a secret for tests that nobody guesses',
  }
  const started = Date.now()
  ;[demo] = await Promise.all([makeDemo(maker), makeDemo(maker)])
  took = Date.now() - started
})
afterAll(async () => {
  await base.drop()
  rmSync(folder, { recursive: true })
})

const rows = <Row>(statement: Statement<Row>) => ownerRows(base.db, statement)

test('two who ask at once get one and the same demo, within moments', async () => {
  expect(await rows(sql`select name, demo from workspace`)).toEqual([{ name: 'Fogline Cycles', demo: true }])
  expect(await makeDemo(maker)).toEqual(demo)
  expect(took).toBeLessThan(5_000)
})

test('programs are told who is there, where, and how to enter', () => {
  expect(demo).toEqual({
    workspaceId: expect.stringMatching(/^WS\w{22}$/),
    apiKey: expect.stringMatching(/^\w{65}$/),
    members: ['Ada', 'Ben', 'Cleo'].map((name) => ({
      name,
      email: `${name.toLowerCase()}@foglinecycles.example`,
      password: expect.stringMatching(/^\w{16}$/),
    })),
    inboxes: [
      { id: expect.stringMatching(/^IN/), name: 'Support', lines: [line('+14155550101')] },
      { id: expect.stringMatching(/^IN/), name: 'Sales', lines: [line('+14155550102')] },
    ],
  })
})

function line(number: string) {
  return { id: expect.stringMatching(/^PN/), number, provider: 'sandbox' }
}

test('Ada is in both inboxes, Ben in Support, Cleo in Sales', async () => {
  const found = await rows(
    sql`select m.name, m.role, array_agg(i.name order by i.position) as inboxes from member m
      join inbox_member im on im.member_id = m.id join inbox i on i.id = im.inbox_id group by m.name, m.role order by m.name`,
  )
  expect(found).toEqual([
    { name: 'Ada', role: 'owner', inboxes: ['Support', 'Sales'] },
    { name: 'Ben', role: 'member', inboxes: ['Support'] },
    { name: 'Cleo', role: 'member', inboxes: ['Sales'] },
  ])
})

test('two hundred conversations of the last sixty days, the newest of today', async () => {
  const [all] = await rows(
    sql`select count(*)::int as conversations, min(created_at) > now() - interval '60 days' as recent,
        max(last_activity_at) between now() - interval '10 minutes' and now() as fresh,
        count(distinct contact_id)::int as customers from conversation`,
  )
  expect(all).toEqual({ conversations: 200, recent: true, fresh: true, customers: 152 })
  expect(
    await rows(sql`select i.name, open, unread from inbox_counter c join inbox i on i.id = c.id order by 1`),
  ).toEqual([
    { name: 'Sales', open: 28, unread: 5 },
    { name: 'Support', open: 28, unread: 9 },
  ])
  const failed = await rows(sql<{ code: string }>`select failure_code as code from message
    where status = 'failed' order by 1`)
  const codes = ['blocked-by-carrier', 'landline', 'unknown-number', 'unreachable']
  expect(failed.map(({ code }) => code)).toEqual(codes)
})

test('CT-6: who has texted STOP gets nothing more, and no other customer reads as if they had', async () => {
  const wishes = await rows(
    sql`select k.name, k.opt_out->>'words' as words, k.opt_out_asked as asked, c.type, e.type as line, e.seq = m.seq + 1 as there
      from contact k join consent c on c.contact_id = k.id join message m on m.id = c.message_id
      join event e on e.subject_id = k.id and e.seq is not null where k.opt_out is not null or k.opt_out_asked is not null`,
  )
  expect(wishes).toEqual([
    { name: 'Bruno Falk', words: 'STOP', asked: null, type: 'out', line: 'contact.opted-out', there: true },
  ])
})

test('the team talks among itself: in threads, in a group and in a chat of two, and has read all of it', async () => {
  const comments = await rows(
    sql`select k.name as about, m.name as by, c.seq > 1 and c.created_at <= now() as "inTime",
        (select string_agg(p.name, ' ') from jsonb_array_elements(c.mentions) n join member p on p.id::text = n ->> 'memberId') as named,
        exists (select from event e where e.subject_id = c.id and e.type = 'comment.created') as told
      from comment c join conversation t on t.id = c.conversation_id join contact k on k.id = t.contact_id
      join member m on m.id = c.author_id order by k.name, c.seq`,
  )
  expect(comments).toEqual([
    { about: 'Dale Hutchins', by: 'Ada', inTime: true, named: 'Cleo', told: true },
    { about: 'Dora Mills', by: 'Ada', inTime: true, named: 'Ben', told: true },
    { about: 'Dora Mills', by: 'Ben', inTime: true, named: null, told: true },
    { about: 'Rupert Langley', by: 'Cleo', inTime: true, named: 'Ada', told: true },
    { about: 'Rupert Langley', by: 'Ada', inTime: true, named: null, told: true },
  ])
  const chats = await rows(
    sql`select c.name, cardinality(c.member_ids) as people, c.item_seq = (select count(*) from chat_message s where s.chat_id = c.id) as whole,
        (select bool_and(m.read_seq = c.item_seq) from chat_member m where m.chat_id = c.id) as read
      from chat c order by c.name`,
  )
  expect(chats).toEqual([
    { name: 'Workshop', people: 3, whole: true, read: true },
    { name: null, people: 2, whole: true, read: true },
  ])
})

test('every row is as the product would have kept it', async () => {
  const wrongCounters = await rows(
    sql`select c.id from inbox_counter c left join conversation t on t.inbox_id = c.id group by c.id, c.open, c.unread, c.unassigned
      having c.open <> count(*) filter (where t.status = 'open')
        or c.unassigned <> count(*) filter (where t.status = 'open' and t.assignee_id is null) or c.unread <> count(*) filter (where t.unread)`,
  )
  const wrongNumbering = await rows(
    sql`select c.id from conversation c
      join (select conversation_id, seq from message union all select conversation_id, seq from comment union all
        select conversation_id, seq from call union all
        select conversation_id, seq from event where seq is not null) i on i.conversation_id = c.id
      group by c.id, c.item_seq having count(*) <> c.item_seq or max(i.seq) <> c.item_seq or min(i.seq) <> 1`,
  )
  const wrongPreview = await rows(
    sql`select c.id from conversation c join lateral (select * from message m where m.conversation_id = c.id
        order by seq desc limit 1) m on true
      where not exists (select from call k where k.conversation_id = c.id and k.seq > m.seq) and (m.created_at <> c.last_activity_at or m.direction <> c.preview->>'direction'
        or left(m.text, 100) <> left(c.preview->>'text', 100))`,
  )
  const wrongOrder = await rows(
    sql`select id from (select id, created_at - lag(created_at) over (partition by conversation_id order by seq) as step
      from message) m where step <= interval '0'`,
  )
  const withoutContact = await rows(
    sql`select c.id from conversation c left join contact_address a
      on a.address = c.participants[1] and a.contact_id = c.contact_id where a.address is null`,
  )
  expect({ wrongCounters, wrongNumbering, wrongPreview, wrongOrder, withoutContact }).toEqual({
    wrongCounters: [],
    wrongNumbering: [],
    wrongPreview: [],
    wrongOrder: [],
    withoutContact: [],
  })
})

test('people have called, and were called: what became of it, who spoke, and what they said can be heard and read', async () => {
  const calls = await rows(
    sql`select direction, ending, count(*)::int as times, bool_and(k.created_at < k.ended_at and k.ended_at < now()) as past
      from call k group by direction, ending order by direction, ending`,
  )
  expect(calls).toEqual([
    { direction: 'in', ending: 'completed', times: 5, past: true },
    { direction: 'in', ending: 'missed', times: 3, past: true },
    { direction: 'in', ending: 'voicemail', times: 4, past: true },
    { direction: 'out', ending: 'busy', times: 1, past: true },
    { direction: 'out', ending: 'completed', times: 2, past: true },
    { direction: 'out', ending: 'no-answer', times: 1, past: true },
  ])
  const heard = await rows(
    sql`select coalesce(n.name, v.display) as by, a.kind, k.voicemail->>'heardAt' is not null as heard, b.bytes > 90000 as long,
        jsonb_array_length(w.lines) as lines, k.transcript, k.summary
      from call_audio a join call k on k.id = a.call_id join blob b on b.sha256 = a.sha256 join call_words w on w.id = k.id
      join conversation v on v.id = k.conversation_id join contact n on n.id = v.contact_id order by a.kind, heard, lines, w.lines`,
  )
  expect(heard).toMatchObject([
    { kind: 'recording', lines: 8, transcript: 'done', summary: 'done', long: true },
    { kind: 'recording', lines: 8, transcript: 'done', summary: 'done', long: true },
    { kind: 'voicemail', heard: false, lines: 3 },
    { kind: 'voicemail', heard: false, lines: 3 },
    { by: 'Lucía Ferrer', kind: 'voicemail', heard: true, lines: 3 },
    { by: 'Gus Thornbury', kind: 'voicemail', heard: true, lines: 3 },
  ])
  const wrong = await rows(
    sql`select v.id from conversation v join lateral (select * from call k where k.conversation_id = v.id order by seq desc limit 1) k on true
      where k.seq = (select max(seq) from (select seq from message m where m.conversation_id = v.id union all select k.seq) i)
        and (v.preview->'call'->>'id' <> k.id::text or v.last_activity_at < k.created_at)`,
  )
  expect(wrong).toEqual([])
  const sounds = await rows(sql<{ sha256: string }>`select sha256 from call_audio`)
  const workspaceId = await findDemo(base.db)
  for (const { sha256 } of sounds) expect(await maker.blobs.read(workspaceId ?? '', sha256)).toBeDefined()
})

test('the pictures of the thread are there', async () => {
  const pictures = await rows(
    sql<{ sha256: string; width: number }>`select file->>'sha256' as sha256, (file->>'width')::int as width
      from message, jsonb_array_elements(media) file`,
  )
  expect(pictures).toHaveLength(6)
  const workspaceId = await findDemo(base.db)
  for (const { sha256, width } of pictures) {
    expect(width).toBe(960)
    expect(await maker.blobs.read(workspaceId ?? '', sha256)).toBeDefined()
  }
})

test('under another secret everybody gets another password, and it opens', async () => {
  const moved = await makeDemo({ ...maker, secret: 'the secret of another installation, just as long' })
  expect(moved.workspaceId).toBe(demo.workspaceId)
  expect(moved.apiKey).not.toBe(demo.apiKey)
  const [account] = await rows(
    sql<{ password: string }>`select a.password from auth.account a join auth."user" u on u.id = a."userId"
      where u.email = 'ada@foglinecycles.example'`,
  )
  const opens = (password = '') => verifyPassword({ hash: account?.password ?? '', password })
  expect(await opens(moved.members[0]?.password)).toBe(true)
  expect(await opens(demo.members[0]?.password)).toBe(false)
})

test('the demo does not stand in the way of a workspace of your own', async () => {
  expect(await canCreate(base.db)).toBe(true)
  expect(fromPublicId('WS', demo.workspaceId)).toBe(await findDemo(base.db))
})

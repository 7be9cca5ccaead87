import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { callWordsTable } from '#features/call/call.server.ts'
import { takeCall } from '#features/call/incoming.server.ts'
import { SYSTEM, stepIn } from '#features/call/step.server.ts'
import { answer, ended } from '#features/call/steps.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { ok } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import type { Reach } from '#sync/synced.ts'
import { write } from '#sync/write.server.ts'
import { testDatabase } from '#test/database.ts'
import { createWorld, DORA, type World } from '#test/world.ts'
import { followBatch } from './follow.server.ts'
import { HITS, type Hit, PAGE, PEOPLE, type SearchInput, type SearchPage } from './search.api.ts'
import { searchAnswer } from './search.server.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let mills: World
let rivals: World
let number = 0

beforeAll(async () => {
  base = await testDatabase()
  mills = await createWorld(base.db)
  rivals = await createWorld(base.db)
})
afterAll(() => base.drop())

const ANYTHING: SearchInput = {
  words: '',
  ...{ inboxIds: null, tagIds: null, by: null, has: [], since: null, until: null, from: null, limit: 50 },
}

/** A customer writes to one of the lines. */
async function writes(
  { core, ...world }: World,
  text: string,
  { to = world.support, from = DORA, media = [] as string[] } = {},
): Promise<void> {
  const event = {
    ...{ type: 'message-received' as const, from, to: to.line.address, text, at: instant() },
    providerMessageId: `m${++number}`,
    media: media.map((type, index) => ({ url: `https://example.com/${index}`, type })),
  }
  await createInbound(core).accept({ line: to.line, event })
}

/** A customer says something after the beep, or to a member, and it is written down. */
async function says(
  { core, workspaceId, support }: World,
  words: string[],
  answeredBy?: string,
): Promise<string> {
  const [callId, legId] = [uuidv7(), uuidv7()]
  const offered = { type: 'call-offered', providerCallId: uuidv7(), to: support.line.address } as const
  const event = { ...offered, from: DORA, offer: null, at: null }
  await write(core, workspaceId, SYSTEM, (write) =>
    takeCall(write, { line: support.line, event, callId, legId, home: 1 }),
  )
  await write(core, workspaceId, SYSTEM, async (write) => {
    await stepIn(write, callId, (call, now) => {
      const taken = answeredBy ? answer(call, answeredBy, 'a tab of theirs', now) : ok(call)
      return ended(taken.ok ? taken.value : call, legId, 'hung-up', now)
    })
    const lines = words.map((text, at) => ({ speaker: 'customer' as const, start: at, end: at + 1, text }))
    const written = { id: callId, lines, summary: null, nextSteps: null, createdAt: write.now }
    write.save(callWordsTable, undefined, written, [])
    write.event({ type: 'call.transcribed', subjectId: callId, data: { callId } })
  })
  return callId
}

async function followed(world: World): Promise<void> {
  while (await followBatch(base.db, world.workspaceId));
}

function reachOf({ workspaceId }: World, memberId: string, inboxIds: string[]): Reach {
  return { workspaceId, memberId, inboxIds: new Set(inboxIds) }
}

async function search(world: World, memberId: string, asked: Partial<SearchInput>) {
  const reach = reachOf(world, memberId, [world.support.id, world.sales.id])
  const answer = await searchAnswer.answer(base.db, reach, { ...ANYTHING, ...asked })
  if (!answer.ok) throw new Error(answer.error.code)
  const { rows } = answer.value
  return {
    // What is answered under these names.
    hits: (rows[HITS] ?? []) as Hit[],
    people: (rows[PEOPLE] ?? []).map(({ id }) => id),
    page: rows[PAGE]?.[0] as SearchPage,
    conversations: rows.conversation ?? [],
  }
}

async function texts(world: World, memberId: string, asked: Partial<SearchInput>): Promise<string[]> {
  await followed(world)
  return (await search(world, memberId, asked)).hits.map(({ text }) => text)
}

test('what a customer wrote is found by whoever shares the inbox, and by nobody else', async () => {
  await writes(mills, 'Is the Peñasco bike ready?')
  await writes(mills, 'The red helmet, please', { to: mills.sales })
  expect(await texts(mills, mills.ben, { words: 'penasco' })).toEqual(['Is the Peñasco bike ready?'])
  expect(await texts(mills, mills.ada, { words: 'PEÑA' })).toEqual(['Is the Peñasco bike ready?'])
  expect(await texts(mills, mills.cleo, { words: 'penasco' })).toEqual([])
  expect(await texts(mills, mills.ben, { words: 'helmet' })).toEqual([])
  expect(await texts(mills, mills.ada, { words: 'the' })).toHaveLength(2)
  expect(await texts(rivals, rivals.ada, { words: 'penasco' })).toEqual([])
})

test('all words must be there, the last may be only begun, and quotes keep words together', async () => {
  await writes(mills, 'Could the zebra crossing be repaired on Monday?')
  const found = 'Could the zebra crossing be repaired on Monday?'
  expect(await texts(mills, mills.ben, { words: 'crossing zeb' })).toEqual([found])
  expect(await texts(mills, mills.ben, { words: 'zeb crossing' })).toEqual([])
  expect(await texts(mills, mills.ben, { words: 'zebra giraffe' })).toEqual([])
  expect(await texts(mills, mills.ben, { words: '"zebra crossing"' })).toEqual([found])
  expect(await texts(mills, mills.ben, { words: '"crossing zebra"' })).toEqual([])
  expect(await texts(mills, mills.ben, { words: 'zebra c' })).toEqual([found])
  expect(await texts(mills, mills.ben, { words: 'zebra x' })).toEqual([])
})

test('it is said where the words stand, and the newest comes first', async () => {
  await writes(mills, 'Walrus first')
  await writes(mills, 'then another wàlrus')
  await followed(mills)
  const { hits, conversations, page } = await search(mills, mills.ben, { words: 'walrus' })
  expect(hits.map(({ text, marks }) => [text, marks])).toEqual([
    ['then another wàlrus', [[13, 19]]],
    ['Walrus first', [[0, 6]]],
  ])
  expect(hits[0]).toMatchObject({ kind: 'message', by: 'customer', seq: expect.any(Number) })
  expect(conversations).toHaveLength(1)
  expect(page.next).toBeNull()
})

test('a page goes on where the one before has ended', async () => {
  for (let n = 1; n <= 7; n++) await writes(mills, `pangolin ${n}`)
  await followed(mills)
  const seen: string[] = []
  for (let from: string | null = null, pages = 0; pages < 9; pages++) {
    const { hits, page } = await search(mills, mills.ben, { words: 'pangolin', limit: 3, from })
    seen.push(...hits.map(({ text }) => text).filter((text) => !seen.includes(text)))
    if (page.next === null || page.next === from) break
    from = page.next
  }
  expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `pangolin ${n}`))
})

test('people are found by name and by any part of their number, however it is written', async () => {
  await writes(mills, 'Hello', { from: '+33612345678' })
  await name(mills, '+33612345678', 'Élodie Durand')
  await followed(mills)
  const [elodie] = (await search(mills, mills.ben, { words: 'elodie' })).people
  expect(elodie).toBeDefined()
  for (const words of ['durand élo', '345', '06 12 34 56 78', '+33 6 12', '612345678', '5678'])
    expect([words, (await search(mills, mills.ben, { words })).people]).toEqual([words, [elodie]])
  expect((await search(mills, mills.ben, { words: '555-0177' })).people).toHaveLength(1)
  expect((await search(mills, mills.ben, { words: '(415) 555 01' })).people).toHaveLength(1)
  for (const words of ['35', 'durand x', '3454'])
    expect((await search(mills, mills.ben, { words })).people).toEqual([])
  expect((await search(mills, mills.cleo, { words: 'elodie' })).people).toEqual([])
})

test('a number in a text is found in other spellings too', async () => {
  await writes(mills, 'Call my brother at (628) 555-0123, or use order 20417')
  await followed(mills)
  for (const words of ['6285550123', '628 555', '555-0123', '+16285550123'.slice(2), '20417', '204'])
    expect([words, (await search(mills, mills.ben, { words })).hits]).toEqual([
      words,
      [expect.objectContaining({ text: expect.stringContaining('order 20417') })],
    ])
  const { hits } = await search(mills, mills.ben, { words: '555-0123' })
  expect(hits[0]?.marks).toEqual([
    [25, 28],
    [29, 33],
  ])
})

test('filters: who said it, what it carries, when, and in which inbox', async () => {
  await writes(mills, 'otter one', { media: ['image/jpeg'] })
  await writes(mills, 'otter two https://example.com', { media: ['application/pdf'] })
  await writes(mills, 'otter three', { to: mills.sales })
  const of = (asked: Partial<SearchInput>) => texts(mills, mills.ada, { words: 'otter', ...asked })
  expect(await of({ has: ['picture'] })).toEqual(['otter one'])
  expect(await of({ has: ['file', 'link'] })).toEqual(['otter two https://example.com'])
  expect(await of({ by: [mills.ben] })).toEqual([])
  expect(await of({ by: [mills.ben, 'customer'] })).toHaveLength(3)
  expect(await of({ inboxIds: [mills.sales.id] })).toEqual(['otter three'])
  expect(await of({ inboxIds: [rivals.sales.id] })).toEqual([])
  expect(await of({ since: instant(Date.now() + 60_000) })).toEqual([])
  expect(await of({ until: instant(Date.now() - 60_000) })).toEqual([])
  expect(await of({ since: instant(Date.now() - 60_000), until: instant(Date.now() + 60_000) })).toHaveLength(
    3,
  )
  expect(await texts(mills, mills.ada, { inboxIds: [mills.sales.id] })).toContain('otter three')
  expect(await texts(mills, mills.cleo, { words: 'otter' })).toEqual(['otter three'])
})

test('a conversation that moves is found where it is now, and at no moment where it was', async () => {
  const from = '+14155550188'
  await writes(mills, 'narwhal', { from })
  await followed(mills)
  await change(sql`update conversation set inbox_id = ${mills.sales.id} where participants = array[${from}]`)
  expect((await search(mills, mills.ben, { words: 'narwhal' })).hits).toEqual([])
  expect((await search(mills, mills.ben, { words: '550188' })).people).toEqual([])
  await writes(mills, 'again', { from })
  expect(await texts(mills, mills.cleo, { words: 'narwhal' })).toEqual(['narwhal'])
  expect((await search(mills, mills.cleo, { words: '550188' })).people).toHaveLength(1)
  expect(await texts(mills, mills.ben, { words: 'narwhal' })).toEqual([])
})

test('history that was said before a number was shared is found by its owner only', async () => {
  const from = '+14155550166'
  await writes(mills, 'axolotl in private', { from })
  await change(
    sql`update conversation set hidden_seq = item_seq, history_owner_id = ${mills.ada} where participants = array[${from}]`,
  )
  await writes(mills, 'axolotl for all', { from })
  expect(await texts(mills, mills.ben, { words: 'axolotl' })).toEqual(['axolotl for all'])
  expect(await texts(mills, mills.ada, { words: 'axolotl' })).toHaveLength(2)
})

test('what is deleted is gone from search in the same moment', async () => {
  const from = '+14155550155'
  await writes(mills, 'capybara', { from })
  expect(await texts(mills, mills.ben, { words: 'capybara' })).toEqual(['capybara'])
  await change(sql`delete from conversation where participants = array[${from}]`)
  expect((await search(mills, mills.ben, { words: 'capybara' })).hits).toEqual([])
  expect(await kept('capybara')).toBe(0)
  await again(mills)
  expect(await kept('capybara')).toBe(0)
})

test('somebody who is no longer a member finds nothing', async () => {
  await writes(rivals, 'lemur')
  expect(await texts(rivals, rivals.ben, { words: 'lemur' })).toEqual(['lemur'])
  await change(sql`update member set removed_at = now() where id = ${rivals.ben}`)
  expect(await texts(rivals, rivals.ben, { words: 'lemur' })).toEqual([])
})

test('everything is followed once, and following it all again changes nothing', async () => {
  await followed(mills)
  const before = await everything()
  await again(mills)
  expect(await everything()).toEqual(before)
  await Promise.all([writes(mills, 'gecko'), followBatch(base.db, mills.workspaceId), followed(mills)])
  expect(await texts(mills, mills.ben, { words: 'gecko' })).toEqual(['gecko'])
})

test('nonsense finds nothing and breaks nothing', async () => {
  const nonsense = [
    '',
    ' ',
    '""',
    '"',
    '%_\\',
    "'",
    "' | '",
    '!&|()<->:*',
    '@',
    '~in:',
    '#',
    '\0',
    '🙈',
    '\u0301',
    '"a',
    'a:*',
    '\ud800',
  ]
  for (const words of [...nonsense, 'x'.repeat(400), 'a '.repeat(200), '"'.repeat(400), '1'.repeat(400)])
    expect([words, (await search(mills, mills.ben, { words })).hits]).toEqual([words, expect.any(Array)])
  const long = await searchAnswer.answer(base.db, reachOf(mills, mills.ben, []), {
    ...ANYTHING,
    words: 'x'.repeat(10_000),
  })
  expect(long).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
  await writes(mills, 'party 🎉 time')
  expect(await texts(mills, mills.ben, { words: '🎉' })).toEqual(['party 🎉 time'])
})

test('the application cannot look past its own workspace, whatever it asks the function', async () => {
  await writes(rivals, 'quetzal')
  await followed(rivals)
  const reach = [rivals.support.id, rivals.sales.id]
  const found = await inWorkspace(base.db, mills.workspaceId, async (tx) => {
    const [block] = await ownerRows(
      base.db,
      sql<{
        key: string
      }>`select key from search_block where workspace_id = ${rivals.workspaceId} and not people`,
    )
    return tx.rows(
      sql`select id from search_items(${reach}, ${rivals.ada}, false, ${`'${block?.key}quetzal'`}, null, null, null, null, 50, 1000)`,
    )
  })
  expect(found).toEqual([])
})

test('each block is asked by the index of its words, and no table is read through', async () => {
  await writes(mills, 'one more')
  await followed(mills)
  await change(
    sql`insert into search_item (workspace_id, conversation_id, kind, id, inbox_id, block, seq, at, words)
      select s.workspace_id, s.conversation_id, 'message', gen_random_uuid(), s.inbox_id, s.block, s.seq, s.at, 'filler'
      from (select * from search_item where workspace_id = ${mills.workspaceId} and kind = 'message' limit 1) s, generate_series(1, 20000)`,
  )
  await change(sql`analyze search_item`)
  await change(sql`analyze conversation`)
  const scans = await inWorkspace(base.db, mills.workspaceId, async (tx) => {
    const reach = [mills.support.id, mills.sales.id]
    for (const people of [true, false])
      await tx.rows(
        sql`select id from search_items(${reach}, ${mills.ada}, ${people}, ${`'@one'`}, null, null, null, null, 50, 1000)`,
      )
    return tx.one(
      sql<{ words: number; items: number; conversations: number }>`
        select pg_stat_get_xact_numscans('search_item_words'::regclass)::int as words,
          pg_stat_get_xact_numscans('search_item'::regclass)::int as items,
          pg_stat_get_xact_numscans('conversation'::regclass)::int as conversations`,
    )
  })
  expect(scans).toEqual({ words: 2, items: 0, conversations: 0 })
})

async function change(statement: Parameters<typeof ownerRows>[1]): Promise<void> {
  await ownerRows(base.db, statement)
}

async function name({ workspaceId }: World, address: string, name: string): Promise<void> {
  await change(
    sql`update contact set name = ${name} where workspace_id = ${workspaceId}
      and id = (select contact_id from contact_address where workspace_id = ${workspaceId} and address = ${address})`,
  )
}

async function again(world: World): Promise<void> {
  await change(sql`update search_progress set feed_seq = 0 where workspace_id = ${world.workspaceId}`)
  await followed(world)
}

async function kept(word: string): Promise<number> {
  const rows = await ownerRows(
    base.db,
    sql<{ id: string }>`select id from search_item where words::text like ${`%${word}%`}`,
  )
  return rows.length
}

function everything(): Promise<unknown[]> {
  return ownerRows(
    base.db,
    sql<{
      id: string
    }>`select s.*, b.items from search_item s join search_block b using (workspace_id) where b.id = s.block order by s.id`,
  )
}

test('CA-4: what was said in a call is found by its words, where the call stands in its thread', async () => {
  const message = await says(mills, ['My zeppelin is late.', 'Please call me back.'])
  const talk = await says(mills, ['Is the zeppelin ready?', 'It is.'], mills.ben)
  await followed(mills)
  const { hits } = await search(mills, mills.ben, { words: 'zeppelin' })
  expect(hits.map(({ id, kind, by }) => ({ id, kind, by }))).toEqual([
    { id: talk, kind: 'call', by: mills.ben },
    { id: message, kind: 'call', by: 'customer' },
  ])
  expect(hits[1]?.text).toBe('My zeppelin is late. Please call me back.')
  expect(hits[0]?.seq).toBe((hits[1]?.seq ?? 0) + 1)
  expect(await texts(mills, mills.ada, { words: '"zeppelin is late"' })).toHaveLength(1)
  expect(await texts(mills, mills.cleo, { words: 'zeppelin' })).toEqual([])
  expect(await texts(rivals, rivals.ada, { words: 'zeppelin' })).toEqual([])
})

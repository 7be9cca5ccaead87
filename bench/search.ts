import { setTimeout as sleep } from 'node:timers/promises'
import { inWorkspace, openDatabase, readWorkspace } from '#db/db.ts'
import { connectedLine } from '#features/line/line.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { createInbound } from '#features/message/inbound.server.ts'
import { followBatch, followForSearch } from '#features/search/follow.server.ts'
import { HITS, PEOPLE, type SearchInput } from '#features/search/search.api.ts'
import { searchAnswer } from '#features/search/search.server.ts'
import { seededChance } from '#kit/random.ts'
import { instant } from '#kit/time.ts'
import { providers } from '#providers/index.ts'
import { createFeed } from '#sync/feed.server.ts'
import { KEY } from '#test/world.ts'
import { type Bench, type Figure, figure, percentile } from './report.ts'
import { type FilledServer, numberOf, openFilled, PAIR, RARE, textOf, wordOf } from './search-fill.ts'

const TIMES = 60
const GOAL_MS = 120
const GOAL_RATIO = 1.3

/** Searches of every kind in a workspace of ten thousand texts, and in one of ten million. */
export const search: Bench = {
  name: 'search',
  async run({ seed, short, say }) {
    const few = await measure(10_000, seed, say)
    const many = await measure(short ? 100_000 : 10_000_000, seed, say)
    return [...figuresOf(few, many), ...(await follow(short ? 100_000 : 10_000_000, seed, say))]
  },
}

function figuresOf(few: Measured, many: Measured): Figure[] {
  return Object.entries(many).flatMap(([kind, { times, hits, alike }]): Figure[] => {
    const ratio = percentile(times, 0.5) / percentile(few[kind]?.times ?? [], 0.5)
    return [
      figure(`${kind}: median (${hits} hits)`, percentile(times, 0.5), 'ms'),
      figure(`${kind}: p99`, percentile(times, 0.99), 'ms', { atMost: GOAL_MS }),
      figure(`${kind}: to 10,000 texts`, ratio, '×', alike ? { atMost: GOAL_RATIO } : undefined),
    ]
  })
}

const FOLLOWED = 3_000
const GOAL_LAG_MS = 1_000

/** How fast what comes in is made findable, and how long one text takes to be found. */
async function follow(texts: number, seed: number, say: (line: string) => void): Promise<Figure[]> {
  const filled = await openFilled(texts, say)
  const db = openDatabase(filled.url)
  const core = { db, feed: createFeed() }
  const chance = seededChance(seed)
  const line = await inWorkspace(db, filled.workspaceId, (tx) =>
    connectedLine(tx, filled.lineId, providers, KEY),
  )
  if (!line) throw new Error('The line was not connected')
  const inbound = createInbound(core)
  const arrive = (text: string) =>
    inbound.accept({
      line,
      event: {
        ...{ type: 'message-received', from: numberOf(Math.floor(chance() * 1_000)), to: line.address },
        ...{ providerMessageId: crypto.randomUUID(), text, media: [], at: instant() },
      },
    })
  try {
    await Promise.all(Array.from({ length: FOLLOWED }, (_, n) => arrive(textOf(n, FOLLOWED, chance))))
    const began = performance.now()
    while (await followBatch(db, filled.workspaceId));
    const rate = (FOLLOWED / (performance.now() - began)) * 1_000
    const follower = followForSearch(db, core.feed, (error) => say(String(error)))
    const lags: number[] = []
    for (let n = 0; n < 20; n++) lags.push(await lagOf(`lag${crypto.randomUUID().slice(0, 8)}`))
    await follower.stop()
    return [
      figure('texts made findable', rate, '/s'),
      figure('from the acknowledgement until it is found: median', percentile(lags, 0.5), 'ms'),
      figure('from the acknowledgement until it is found: p99', percentile(lags, 0.99), 'ms', {
        atMost: GOAL_LAG_MS,
      }),
    ]
  } finally {
    await db.close()
    await filled.server.stop()
  }

  async function lagOf(word: string): Promise<number> {
    await arrive(`Here is ${word}`)
    const came = performance.now()
    while ((await searchOnce(db, filled, 'ada', { ...ANYTHING, words: word })) === 0) await sleep(10)
    return performance.now() - came
  }
}

/** `alike`: it stops in the newest block, however many there are; the others look into each. */
type Measured = Record<string, { times: number[]; hits: number; alike: boolean }>
type Who = 'ada' | 'ben' | 'cleo'

async function measure(texts: number, seed: number, say: (line: string) => void): Promise<Measured> {
  const filled = await openFilled(texts, say)
  const db = openDatabase(filled.url)
  const measured: Measured = {}
  try {
    for (const [kind, { who, asked, alike = false }] of Object.entries(kinds(texts))) {
      const chance = seededChance(seed)
      const times: number[] = []
      let hits = 0
      for (let n = 0; n < TIMES; n++) {
        const input = { ...ANYTHING, ...asked(chance) }
        const began = performance.now()
        hits = await searchOnce(db, filled, who, input)
        times.push(performance.now() - began)
      }
      measured[kind] = { times, hits, alike }
      say(
        `${texts} texts, ${kind}: ${percentile(times, 0.5).toFixed(1)} ms, at most ${Math.max(...times).toFixed(1)} ms, ${hits} hits`,
      )
    }
  } finally {
    await db.close()
    await filled.server.stop()
  }
  return measured
}

const ANYTHING: SearchInput = {
  words: '',
  ...{ inboxIds: null, tagIds: null, by: null, has: [], since: null, until: null, from: null, limit: 50 },
}

type Asked = (chance: () => number) => Partial<SearchInput>

function kinds(texts: number): Record<string, { who: Who; asked: Asked; alike?: boolean }> {
  const common = (chance: () => number) => wordOf(Math.floor(chance() * 20))
  const usual = (chance: () => number) => wordOf(100 + Math.floor(chance() * 5_000))
  const of = (who: Who, asked: Asked) => ({ who, asked })
  return {
    'a common word': { ...of('ada', (chance) => ({ words: `"${common(chance)}"` })), alike: true },
    'a usual word': of('ada', (chance) => ({ words: `"${usual(chance)}"` })),
    'a rare word': of('ada', () => ({ words: `"${RARE}"` })),
    'a word that nobody said': of('ada', (chance) => ({ words: `nobody${Math.floor(chance() * 1e6)}` })),
    'two common words that rarely meet': of('ada', () => ({ words: `"${PAIR[0]}" "${PAIR[1]}"` })),
    'three common words': of('ada', (chance) => ({
      words: `${common(chance)} ${common(chance)} "${common(chance)}"`,
    })),
    'a phrase': of('ada', (chance) => ({ words: `"${common(chance)} ${common(chance)}"` })),
    'one letter': { ...of('ada', (chance) => ({ words: common(chance).slice(0, 1) })), alike: true },
    'the beginning of a word': of('ada', (chance) => ({ words: usual(chance).slice(0, 3) })),
    'a rare word and one letter': of('ada', (chance) => ({ words: `${RARE} ${common(chance).slice(0, 1)}` })),
    'a part of a number': of('ada', (chance) => ({
      words: numberOf(Math.floor(chance() * (texts / 10))).slice(4, 11),
    })),
    'three digits': of('ada', (chance) => ({ words: String(100 + Math.floor(chance() * 900)) })),
    'a common word of one inbox in many': of('ben', (chance) => ({ words: `"${common(chance)}"` })),
    'a common word of a tiny inbox': of('cleo', (chance) => ({ words: `"${common(chance)}"` })),
    'a rare word of a tiny inbox': of('cleo', () => ({ words: `"${RARE}"` })),
    'a common word two years ago': of('ada', (chance) => ({
      words: `"${common(chance)}"`,
      until: '2023-06-01T00:00:00.000Z',
    })),
    'a usual word of customers': of('ada', (chance) => ({ words: `"${usual(chance)}"`, by: ['customer'] })),
  }
}

async function searchOnce(
  db: ReturnType<typeof openDatabase>,
  filled: FilledServer,
  who: Who,
  input: SearchInput,
): Promise<number> {
  const reach = await reachIn(db, filled, who)
  const answer = await searchAnswer.answer(db, reach, input)
  if (!answer.ok) throw new Error(answer.error.code)
  const { rows } = answer.value
  return (rows[HITS]?.length ?? 0) + (rows[PEOPLE]?.length ?? 0)
}

const reaches = new Map<string, Awaited<ReturnType<typeof reachOf>>>()

async function reachIn(db: ReturnType<typeof openDatabase>, filled: FilledServer, who: Who) {
  const id = filled[who]
  const reach = reaches.get(id) ?? (await readWorkspace(db, filled.workspaceId, (tx) => reachOf(tx, id)))
  reaches.set(id, reach)
  if (!reach) throw new Error('Nobody was removed')
  return reach
}

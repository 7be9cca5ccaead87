import pg from 'pg'
import type { Database } from '#db/db.ts'
import { listAnswer } from '#features/conversation/list.server.ts'
import type { ListFilter, ListPosition } from '#features/conversation/list.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Filled, openFilled, reachIn } from './fill.ts'
import { type Bench, type Figure, figure, median, percentile } from './report.ts'

const MANY = 1_000_000
const FEW = 10_000
const PAGE = 50

type List = { name: string; filter(workspace: Filled): ListFilter; deep?: true }

const LISTS: List[] = [
  { name: 'an inbox', filter: ({ inboxIds: [inboxId] }) => ({ inboxId, shelf: 'open' }) },
  {
    name: 'an inbox, far down',
    filter: ({ inboxIds: [inboxId] }) => ({ inboxId, shelf: 'open' }),
    deep: true,
  },
  { name: 'all inboxes', filter: () => ({ inboxId: null, shelf: 'open' }) },
  { name: 'what is done', filter: ({ inboxIds: [inboxId] }) => ({ inboxId, shelf: 'done' }) },
  { name: 'unread', filter: ({ inboxIds: [inboxId] }) => ({ inboxId, shelf: 'open', unread: true }) },
]

/** What a list costs among a million conversations, and among ten thousand. */
export const lists: Bench = {
  name: 'lists',
  async run({ short, say }) {
    const amounts = (short ? [20_000, 2_000] : [MANY, FEW]).map((conversations) => ({
      conversations,
      messages: conversations,
    }))
    const { db, workspaces, close } = await openFilled(amounts, say)
    try {
      const [many, few] = workspaces
      if (!many || !few) throw new Error('Two workspaces were filled')
      const figures: Figure[] = []
      for (const list of LISTS)
        figures.push(...(await compare(db, list, { many, few, times: short ? 50 : 400 })))
      return figures
    } finally {
      await close()
    }
  },
}

type Sides = { many: Filled; few: Filled; times: number }

async function compare(db: Database, list: List, { many, few, times }: Sides): Promise<Figure[]> {
  const took = { many: [] as number[], few: [] as number[] }
  const asked = countStatements()
  // By turns, so that what else the machine is at meets both alike.
  for (let time = -WARM_UP; time < times; time++) {
    for (const [side, workspace] of [['few', few] as const, ['many', many] as const]) {
      const tookMs = await askOnce(db, workspace, list)
      if (time >= 0) took[side].push(tookMs)
    }
  }
  const pages = 2 * (times + WARM_UP)
  const { name } = list
  return [
    figure(`${name}: in the middle`, median(took.many), 'ms'),
    figure(`${name}: 99 of 100`, percentile(took.many, 0.99), 'ms', { atMost: 15 }),
    figure(`${name}: many to few`, median(took.many) / median(took.few), '×', { atMost: 1.3 }),
    figure(`${name}: queries`, asked.stop() / pages, '', { atMost: 2 }),
  ]
}

const WARM_UP = 20

async function askOnce(db: Database, workspace: Filled, { filter, deep }: List): Promise<number> {
  const reach = reachIn(workspace)
  const last = deep ? farDown(workspace) : null
  const began = performance.now()
  const found = await listAnswer.answer(db, reach, { filter: filter(workspace), last, limit: PAGE })
  const tookMs = performance.now() - began
  if (!found.ok || found.value.rows.conversation?.length !== PAGE) throw new Error('A page was not found')
  return tookMs
}

// Half of all have been passed: a conversation is seven minutes older than the one before.
function farDown({ conversations }: Filled): ListPosition {
  const at = new Date(Date.now() - (conversations / 2) * 7 * 60_000)
  return { part: 'rest', at: at.toISOString(), id: uuidv7(at.getTime()) }
}

/** Counts what is asked of Postgres, beside the begin and the end of each transaction. */
function countStatements(): { stop(): number } {
  const { query } = pg.Client.prototype
  let count = 0
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    if (typeof args[0] === 'object') count++
    return Reflect.apply(query, this, args)
  } as typeof query // Whatever its overload was called with goes on as it is.
  return {
    stop() {
      pg.Client.prototype.query = query
      return count
    },
  }
}

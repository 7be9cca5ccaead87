import pg from 'pg'
import type { Database } from '#db/db.ts'
import { listAnswer } from '#features/conversation/list.server.ts'
import type { ListFilter, ListPosition } from '#features/conversation/list.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Filled, openFilled, reachIn } from './fill.ts'
import { COMMON } from './fill-sql.ts'
import { type Bench, type Figure, figure, median, percentile } from './report.ts'

const MANY = 1_000_000
const FEW = 10_000
const PAGE = 50

type List = { name: string; filter(workspace: Filled): Partial<ListFilter>; deep?: true }

const ALL = { inboxId: null }

/** Every section, filter and order. Of an inbox and what is open in it, where it does not say otherwise. */
const LISTS: List[] = [
  { name: 'an inbox', filter: () => ({}) },
  { name: 'an inbox, far down', filter: () => ({}), deep: true },
  { name: 'all inboxes', filter: () => ALL },
  { name: 'what is done', filter: () => ({ shelf: 'done' }) },
  { name: 'spam', filter: () => ({ shelf: 'spam' }) },
  { name: 'nobody’s', filter: () => ({ section: 'unassigned' }) },
  { name: 'mine', filter: () => ({ section: 'mine' }) },
  { name: 'mine, far down', filter: () => ({ section: 'mine' }), deep: true },
  { name: 'others’', filter: () => ({ section: 'others' }) },
  { name: 'of one member', filter: ({ memberId }) => ({ ...ALL, assigneeId: memberId }) },
  { name: 'unread', filter: () => ({ unread: true }) },
  { name: 'unread in all inboxes', filter: () => ({ ...ALL, unread: true }) },
  { name: 'unread, far down', filter: () => ({ unread: true }), deep: true },
  { name: 'unresponded', filter: () => ({ unresponded: true }) },
  { name: 'with a tag', filter: ({ tagId }) => ({ tagId }) },
  { name: 'with a tag, far down', filter: ({ tagId }) => ({ tagId }), deep: true },
  { name: 'of a company', filter: () => ({ ...ALL, company: COMMON.company }) },
  { name: 'with a property', filter: () => ({ property: COMMON.property }) },
  { name: 'of one number', filter: ({ lineId }) => ({ lineId }) },
  { name: 'since a day', filter: (workspace) => ({ since: halfway(workspace) }) },
  { name: 'until a day', filter: (workspace) => ({ until: halfway(workspace) }) },
  { name: 'the longest waiting first', filter: () => ({ sort: 'waiting' }) },
  { name: 'the unread first', filter: () => ({ sort: 'unread' }) },
  { name: 'mine, unread', filter: () => ({ section: 'mine', unread: true }) },
  { name: 'with a tag, unread', filter: ({ tagId }) => ({ tagId, unread: true }) },
  {
    name: 'with a tag, mine, longest waiting first',
    filter: ({ tagId }) => ({ tagId, section: 'mine', sort: 'waiting' }),
  },
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
        figures.push(...(await compare(db, list, { many, few, times: short ? 50 : 300 })))
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

async function askOnce(db: Database, workspace: Filled, { name, filter, deep }: List): Promise<number> {
  const reach = reachIn(workspace)
  const last = deep ? farDown(workspace) : null
  const began = performance.now()
  const [inboxId] = workspace.inboxIds
  const asked: ListFilter = { inboxId, shelf: 'open', ...filter(workspace) }
  const found = await listAnswer.answer(db, reach, { filter: asked, last, limit: PAGE })
  const tookMs = performance.now() - began
  if (!found.ok || found.value.rows.conversation?.length !== PAGE)
    throw new Error(`A page of ${name} was not found`)
  return tookMs
}

function farDown(workspace: Filled): ListPosition {
  const at = halfway(workspace)
  return { part: 'rest', at, id: uuidv7(Date.parse(at)) }
}

// Half of all are newer: a conversation is seven minutes older than the one before.
function halfway({ conversations }: Filled): string {
  return new Date(Date.now() - (conversations / 2) * 7 * 60_000).toISOString()
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

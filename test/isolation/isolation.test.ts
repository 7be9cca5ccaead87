import { afterAll, beforeAll, expect, test } from 'vitest'
import { inWorkspace } from '#db/db.ts'
import { reachTable } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { TABLES } from '#server/registry.ts'
import { loadRows } from '#sync/table.server.ts'
import { type Api, openApi } from '#test/api.ts'
import { COMMANDS, QUERIES, ROUTES } from './attacks.ts'
import { gather, type Outsider } from './outsiders.ts'
import { watchRoutes } from './routes.ts'
import { MOST_LEAKS, rowsOf, tryEverything } from './trial.ts'
import { openWalls, owner } from './walls.ts'

/** `npm run check:deep` asks for as many as make a hundred thousand calls. */
const CONVERSATIONS = Number(process.env.ISOLATION_CONVERSATIONS ?? 2)
const MOST_IDS = Number(process.env.ISOLATION_IDS ?? 16)
const FEWEST_CALLS = Number(process.env.ISOLATION_CALLS ?? 3_000)
const DEEP_MS = 1_800_000

let api: Api
let outsiders: Outsider[]
let routes: string[]

beforeAll(async () => {
  const watched = watchRoutes()
  api = await openApi()
  await api.http.ready()
  routes = watched()
  outsiders = await gather(api, CONVERSATIONS)
  // The first wall has to hold alone; the second is tried by itself, in src/db/walls.test.ts.
  await openWalls(api.db)
}, DEEP_MS)
afterAll(() => api.close())

test('every command, query and route is tried, or says why not', () => {
  const { commands, queries } = outsiders[0]?.desk.names ?? { commands: [], queries: [] }
  expect(Object.keys(COMMANDS).sort()).toEqual([...commands].sort())
  expect(Object.keys(QUERIES).sort()).toEqual([...queries].sort())
  expect(Object.keys(ROUTES).sort()).toEqual(routes)
})

test('there is something of each kind to be kept from them', async () => {
  const { workspaceId } = api.world
  const empty: string[] = []
  for (const { type } of TABLES) {
    if (type.name === reachTable.type.name || OPEN.includes(type.name)) continue
    const rows = await owner(
      api.db,
      `select from "${type.name}" where workspace_id = '${workspaceId}' limit 1`,
    )
    if (rows.length === 0) empty.push(type.name)
  }
  expect(empty).toEqual([])
})

/** What everybody in a workspace sees. */
const OPEN = ['workspace', 'member', 'member_status', 'notification_workspace', 'sign_in_policy', 'tag']

// Before anybody has made what they name.
test('INB-5: no table hands out a row that is out of somebody’s reach, whoever asks it', async () => {
  const insiders = outsiders.filter(({ name }) => name === 'another workspace' || name === 'another inbox')
  expect(insiders).toHaveLength(2)
  const { ada, workspaceId } = api.world
  for (const { name, desk, memberId, ids } of insiders) {
    const reach = await desk.reach(memberId)
    // Some rows go by the id of whose they are.
    const kept = [...ids, ada, workspaceId]
    for (const table of TABLES) {
      if (reach.workspaceId === workspaceId && OPEN.includes(table.type.name)) continue
      const found = await inWorkspace(api.db, reach.workspaceId, (tx) => loadRows(tx, table, kept, reach))
      expect([name, table.type.name, found]).toEqual([name, table.type.name, []])
    }
  }
})

test(
  'INB-5, AD-3: who is outside is answered as for what does not exist, whatever they ask for, and changes nothing',
  async () => {
    const inside = outsiders.find(({ name }) => name === 'another inbox')?.ids ?? []
    const before = await rowsOf(api, inside)
    const { calls, leaks, senseless } = await tryEverything(api, outsiders, some)
    console.log(`${calls} calls with other people’s ids, ${leaks.length} leaks`)
    expect(leaks.slice(0, MOST_LEAKS)).toEqual([])
    expect(calls).toBeGreaterThanOrEqual(FEWEST_CALLS)
    expect(senseless).toEqual([])
    const after = new Set(await rowsOf(api, inside))
    expect(before.filter((row) => !after.has(row))).toEqual([])
  },
  DEEP_MS,
)

// One of each kind stands first.
function some(ids: string[]): string[] {
  return ids.slice(0, MOST_IDS)
}

test('who repeats somebody else’s command by its id learns nothing of what it answered', async () => {
  const { world } = api
  const [theirs] = outsiders.filter(({ name }) => name === 'another inbox')
  const id = uuidv7()
  const input = { name: 'Secret', emoji: '🤫', memberIds: [] }
  expect(await theirs?.desk.run(world.ada, 'inbox.create', input, id)).toMatchObject({ ok: true })
  expect(await theirs?.desk.run(world.cleo, 'inbox.create', input, id)).toEqual({
    ok: false,
    error: 'not-found',
  })
})

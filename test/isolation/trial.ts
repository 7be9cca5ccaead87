import { fromPublicId, pairId, uuidv7 } from '#kit/id.ts'
import { TABLES } from '#server/registry.ts'
import { bootstrap, catchUp } from '#sync/feed.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Api } from '../api.ts'
import { type Attack, COMMANDS, QUERIES, type RequestAttack, ROUTES } from './attacks.ts'
import type { Outsider } from './outsiders.ts'
import { owner } from './walls.ts'

/** An answer that is not the one for what does not exist, or that names what is somebody else's. */
export type Leak = { outsider: string; call: string; id: string; got: string; wanted: string }

/** `senseless`: calls whose input nobody understands, with what they were answered. */
export type Trial = { calls: number; leaks: Leak[]; senseless: string[] }

/** `without`: it takes no id. */
type Call = { name: string; without?: true; ask(outsider: Outsider, id: string): Promise<string> }

const AT_ONCE = 8
/** More than these say nothing more. */
export const MOST_LEAKS = 20
// The id of a pair is of no version, and so no id to most inputs.
const VERSION_7 = /^.{14}7/

/** Calls everything as each outsider with each of these ids, and holds each answer against that for an id that nobody has. */
export async function tryEverything(
  api: Api,
  outsiders: Outsider[],
  chosen: (ids: string[]) => string[],
): Promise<Trial> {
  const trial: Trial = { calls: 0, leaks: [], senseless: [] }
  // Questions first: what one does oneself changes what one is answered.
  for (const call of [...copies(api), ...queries(), ...requests(api), ...commands()])
    for (const outsider of outsiders)
      if (trial.leaks.length < MOST_LEAKS)
        await tryCall(trial, call, outsider, call.without ? outsider.ids.slice(0, 1) : chosen(outsider.ids))
  return trial
}

async function tryCall(trial: Trial, call: Call, outsider: Outsider, ids: string[]): Promise<void> {
  const theirs = new Set(outsider.ids)
  const [nobodys, nobodysPair] = [uuidv7(), pairId(uuidv7(), uuidv7())]
  const unknown = masked(await call.ask(outsider, nobodys))
  const unknownPair = masked(await call.ask(outsider, nobodysPair))
  // What is not understood says nothing of who may do it.
  if (/invalid-input|"fields"|"thrown":"(?!Nobody)/.test(unknown))
    trial.senseless.push(`${call.name}: ${unknown}`)
  const left = [...ids]
  await Promise.all(Array.from({ length: AT_ONCE }, work))

  async function work(): Promise<void> {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const answer = await call.ask(outsider, id)
      const named = idsIn(answer).filter((one) => one !== id && theirs.has(one))
      const wanted = VERSION_7.test(id) ? unknown : unknownPair
      trial.calls++
      if ((call.without || masked(answer) === wanted) && named.length === 0) continue
      trial.leaks.push({
        outsider: outsider.name,
        call: call.name,
        id,
        got: `${masked(answer).slice(0, 600)} naming ${named.join()}`,
        wanted: wanted.slice(0, 600),
      })
    }
  }
}

// What a browser is given first, and what one is given that was away; neither takes an id, and none may be in it.
function copies({ db }: Api): Call[] {
  return [
    {
      name: 'start',
      without: true,
      ask: (outsider) => copied(outsider, (reach) => bootstrap(db, TABLES, reach)),
    },
    {
      name: 'catch up',
      without: true,
      ask: (outsider) => copied(outsider, (reach) => catchUp(db, TABLES, reach, 0)),
    },
  ]
}

async function copied(
  { desk, memberId }: Outsider,
  copy: (reach: Reach) => Promise<unknown>,
): Promise<string> {
  const reach = await desk.reach(memberId).catch(() => undefined)
  return JSON.stringify(reach ? await copy(reach) : 'nobody')
}

function commands(): Call[] {
  return callsOf(COMMANDS, ({ desk, memberId }, name, input) => desk.run(memberId, name, input))
}

function queries(): Call[] {
  return callsOf(QUERIES, ({ desk, memberId }, name, input) => desk.ask(memberId, name, input))
}

function callsOf(
  all: Record<string, Attack[]>,
  run: (outsider: Outsider, name: string, input: object) => Promise<unknown>,
): Call[] {
  return Object.entries(all).flatMap(([name, attacks]) =>
    attacks.map((attack, place) => ({
      name: `${name} (${place + 1})`,
      async ask(outsider: Outsider, id: string) {
        const answer = await run(outsider, name, attack(id, outsider.own)).catch((error: Error) => ({
          thrown: error.message,
        }))
        // The feed goes on meanwhile.
        return JSON.stringify(answer, (field, value) => (field === 'seq' ? 0 : value))
      },
    })),
  )
}

function requests({ http }: Api): Call[] {
  return Object.entries(ROUTES).flatMap(([route, attacks]) =>
    typeof attacks === 'function'
      ? []
      : attacks.map((attack: RequestAttack, place) => ({
          name: `${route} (${place + 1})`,
          async ask({ own, cookie, key, name }: Outsider, id: string) {
            const { url, query, payload, key: byKey, of } = attack(id, own)
            if (of === 'other workspaces' && name === 'another inbox') return ''
            const answer = await http.inject({
              ...{ method: methodOf(route), url },
              ...(query && { query }),
              ...(payload && { payload }),
              headers: byKey ? (key ? { authorization: key } : {}) : { cookie },
              remoteAddress: somewhere(),
            })
            return `${answer.statusCode} ${answer.body}`
          },
        })),
  )
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const

function methodOf(route: string) {
  return METHODS.find((method) => route.startsWith(`${method} `)) ?? 'GET'
}

// Whoever asks this much from one address has to wait, which would say nothing.
function somewhere(): string {
  return `203.0.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const PUBLIC = /\b(WS|US|IN|PN|CN|AC|CT|EV|QU|AK|TG|SG)([0-9A-Za-z]{22})\b/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g

function masked(answer: string): string {
  return answer.replace(UUID, '<id>').replace(PUBLIC, '<id>').replace(TIME, '<time>')
}

function idsIn(answer: string): string[] {
  const shown = [...answer.matchAll(PUBLIC)].flatMap(
    ([text, prefix]) => fromPublicId(prefix as 'US', text) ?? [],
  )
  return [...(answer.match(UUID) ?? []), ...shown]
}

/** Every row of these ids as text, to hold it against what it is later. */
export async function rowsOf({ db }: Api, ids: string[]): Promise<string[]> {
  const tables = await owner<{ name: string }>(
    db,
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.atttypid = 'uuid'::regtype`,
  )
  const list = ids.map((id) => `'${id}'`).join()
  const found = await Promise.all(
    tables.map(({ name }) =>
      owner<{ row: string }>(db, `select to_jsonb(t)::text as row from "${name}" t where id in (${list})`),
    ),
  )
  return found.flat().map(({ row }) => row)
}

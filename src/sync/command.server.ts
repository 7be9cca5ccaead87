import { crashPoint } from '#db/crash-point.ts'
import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import type { Command, Read, Rows } from './command.ts'
import type { Actor } from './event.ts'
import type { Reach, SyncedRow, SyncedType } from './synced.ts'
import { loadRows, type Table } from './table.server.ts'
import { type Core, type Write, write } from './write.server.ts'

/** A command as the server runs it. */
export type ServedCommand = {
  name: string
  handle(write: Write, input: unknown, reach: Reach): Promise<Result<unknown>>
}

export type CommandCall = { id: string; name: string; input: unknown }

/** `seq`: the change feed's number that holds its effects; the caller may forget its own guess from there on. */
export type CommandAnswer = { value: unknown; seq: number | null }

export type Registry = {
  tables: Table[]
  commands: ReadonlyMap<string, ServedCommand>
  reachOf(tx: Transaction, memberId: string): Promise<Reach | undefined>
}

/** Serves a command that both sides decide alike. `also` adds in the same transaction what only a server can do. */
export function served<Input>(
  tables: Table[],
  { name, input, reads, thenReads, decide }: Command<Input>,
  also?: (write: Write, input: Input) => Promise<void> | void,
): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const parsed = input.safeParse(raw)
      if (!parsed.success)
        return refuse('invalid-input', { field: parsed.error.issues[0]?.path.join('.') ?? '' })
      const rows = loadedRows()
      await rows.load(write, tables, reads(parsed.data, write.actor), reach)
      await rows.load(write, tables, thenReads(rows, parsed.data, write.actor), reach)
      const decided = decide(rows, parsed.data, { actor: write.actor, now: write.now })
      if (!decided.ok) return decided
      for (const { type, row, audiences } of decided.value.saved) {
        const table = tableOf(tables, type)
        const before = rows.get(type, row.id)
        write.save(table, before, before ? row : { ...table.fresh, ...row }, audiences)
      }
      for (const draft of decided.value.events) write.event(draft)
      await also?.(write, parsed.data)
      return ok(null)
    },
  }
}

/** Runs a command once, however often it is sent: its id is the caller's, and the first answer stands. */
export async function runCommand(
  core: Core,
  registry: Registry,
  workspaceId: string,
  actor: Actor & { id: string },
  call: CommandCall,
): Promise<Result<CommandAnswer>> {
  const command = registry.commands.get(call.name)
  if (!command) return refuse('unknown-command', { name: call.name })
  try {
    const { value, seq } = await write(core, workspaceId, actor, async (write) => {
      const repeated = await firstTime(write, call)
      if (repeated && !repeated.own) throw new Refused({ code: 'not-found' })
      if (repeated) return repeated.answer
      const reach = await registry.reachOf(write, actor.id)
      const result = reach ? await command.handle(write, call.input, reach) : refuse('not-found')
      if (!result.ok) throw new Refused(result.error)
      await write.rows(
        sql`update command set answer = ${JSON.stringify(result.value)} where workspace_id = ${workspaceId} and id = ${call.id}`,
      )
      return result.value
    })
    crashPoint('command.committed')
    return ok({ value, seq })
  } catch (error) {
    if (error instanceof Refused) return fail(error.problem)
    throw error
  }
}

// Leaves the transaction so that it is rolled back; never leaves this file.
class Refused extends Error {
  problem: Problem
  constructor(problem: Problem) {
    super(problem.code)
    this.problem = problem
  }
}

// What somebody else's command was answered is theirs to know.
async function firstTime(
  write: Write,
  { id, name }: CommandCall,
): Promise<{ answer: unknown; own: boolean } | undefined> {
  const inserted = await write.one(
    sql<{ id: string }>`insert into command (workspace_id, id, name, actor_id)
      values (${write.workspaceId}, ${id}, ${name}, ${write.actor.id}) on conflict do nothing returning id`,
  )
  if (inserted) return undefined
  return write.one(
    sql<{
      answer: unknown
      own: boolean
    }>`select answer, actor_id is not distinct from ${write.actor.id} as own from command where workspace_id = ${write.workspaceId} and id = ${id}`,
  )
}

type LoadedRows = Rows & { load(write: Write, tables: Table[], reads: Read[], reach: Reach): Promise<void> }

function loadedRows(): LoadedRows {
  const loaded = new Map<string, SyncedRow>()
  return {
    // The rows of a type's own table are rows of that type.
    get: <Row extends SyncedRow>(type: SyncedType<Row>, id: string) =>
      loaded.get(`${type.name} ${id}`) as Row | undefined,
    async load(write, tables, reads, reach) {
      for (const { type, ids, held } of reads) {
        const table = tableOf(tables, type)
        const rows = held ? await write.load(table, ids, reach) : await loadRows(write, table, ids, reach)
        for (const row of rows) loaded.set(`${type.name} ${row.id}`, row)
      }
    },
  }
}

function tableOf(tables: Table[], type: SyncedType): Table {
  const table = tables.find((candidate) => candidate.type.name === type.name)
  if (!table) throw new Error(`No table serves ${type.name}`)
  return table
}

import type { Command, Context, Rows } from './command.ts'
import type { SyncedRow, SyncedType } from './synced.ts'

/** A command that this browser has run and the server has not confirmed in its feed yet. */
export type Pending = {
  id: string
  command: Command
  input: unknown
  context: Context
  /** The feed's number that holds its effects, once the server has said it. */
  seq: number | undefined
}

export type RowKey = string

export function rowKey(typeName: string, id: string): RowKey {
  return `${typeName} ${id}`
}

export function splitKey(key: RowKey): [typeName: string, id: string] {
  const at = key.indexOf(' ')
  return [key.slice(0, at), key.slice(at + 1)]
}

/**
 * What the pending commands make of the server's rows, run one after the other as the server will run them. `touched`
 * are the rows that any of them looked at: when one of those changes, the guess is made again.
 */
export function guess(
  pending: Pending[],
  server: Rows,
): { rows: Map<RowKey, GuessedRow>; touched: Set<RowKey> } {
  const rows = new Map<RowKey, GuessedRow>()
  const touched = new Set<RowKey>()
  const seen: Rows = {
    get<Row extends SyncedRow>(type: SyncedType<Row>, id: string) {
      const key = rowKey(type.name, id)
      touched.add(key)
      // What was saved under a type's key is a row of that type.
      return (rows.get(key)?.row as Row | undefined) ?? server.get(type, id)
    },
  }
  for (const { command, input, context } of pending) {
    for (const { type, ids } of command.reads(input, context.actor))
      for (const id of ids) touched.add(rowKey(type.name, id))
    const decided = command.decide(seen, input, context)
    // What cannot be guessed here (a row that this browser does not hold) is left to the server.
    if (!decided.ok) continue
    for (const { type, row } of decided.value.saved) {
      const key = rowKey(type.name, row.id)
      rows.set(key, { type, row })
      touched.add(key)
    }
  }
  return { rows, touched }
}

export type GuessedRow = { type: SyncedType; row: SyncedRow }

import type { ZodMiniObject } from 'zod/mini'
import type { Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import type { Reach, SyncedRow, SyncedType } from './synced.ts'
import type { Write } from './write.server.ts'

/** Where the rows of a synced type live, and which of them a member may load. */
export type Table<Stored extends SyncedRow = SyncedRow> = {
  type: SyncedType
  /** The row as it is kept: what travels, and what stays on the server. */
  stored: RowSchema<Stored>
  /** What stays on the server, for a row that begins in a command. */
  fresh: object
  /** SQL over the table's name: which rows a member may load. `$2` is the ids of their inboxes, `$3` their own. */
  visible: string
  /** Part of what a browser loads first, whatever it looks at; or SQL: which of the rows are. */
  bootstrap: boolean | string
  /** Rows that are held before these are written, so that what follows from them is done by one at a time. */
  holds?: { table: string; idOf(row: Stored): string }
  /** Keeps in the same transaction what follows from these rows, such as counters. */
  follow?(write: Write, changes: { before: Stored | undefined; after: Stored | undefined }[]): Promise<void>
}

type RowSchema<Row> = ZodMiniObject & { _zod: { output: Row } }

export function table<Row extends SyncedRow, Stored extends Row = Row>(
  type: SyncedType<Row>,
  options: Pick<Table<Stored>, 'visible' | 'follow' | 'holds'> & {
    stored?: RowSchema<Stored>
    fresh?: Omit<Stored, keyof Row>
    bootstrap?: boolean | string
  },
): Table<Stored> {
  // Without a stored form of its own, a row is kept as it travels: Stored is then Row.
  return { bootstrap: false, fresh: {}, stored: type.row as unknown as RowSchema<Stored>, ...options, type }
}

/** Loads rows within reach; a system task passes no reach. `lock` holds them, in one order for everybody. */
export async function loadRows<Stored extends SyncedRow>(
  tx: Transaction,
  table: Table<Stored>,
  ids: readonly string[],
  reach?: Reach,
  lock = false,
): Promise<Stored[]> {
  if (ids.length === 0) return []
  const source = `select ${selected(Object.keys(table.stored.shape))} from ${quoted(table.type.name)}`
  // Rows that refer to these can still be added meanwhile: no id changes.
  const locking = lock ? 'order by id for no key update' : ''
  return reach
    ? tx.rows(
        statement(`${source} where ${within(table)} and id = any($4) ${locking}`, [
          ...parametersOf(reach),
          ids,
        ]),
      )
    : tx.rows(
        statement(`${source} where workspace_id = $1 and id = any($2) ${locking}`, [tx.workspaceId, ids]),
      )
}

/** The rows of a type within reach that browsers load first, as they travel. */
export function loadVisible(tx: Transaction, table: Table, reach: Reach): Promise<SyncedRow[]> {
  const columns = selected(Object.keys(table.type.row.shape))
  const first = typeof table.bootstrap === 'string' ? `and (${table.bootstrap})` : ''
  return tx.rows(
    statement(
      `select ${columns} from ${quoted(table.type.name)} where ${within(table)} ${first}`,
      parametersOf(reach),
    ),
  )
}

// Not every condition uses each parameter, but each must have a type.
function within({ visible }: Table): string {
  return `workspace_id = $1 and $2::uuid[] is not null and $3::uuid is not null and (${visible})`
}

function parametersOf(reach: Reach): unknown[] {
  return [reach.workspaceId, [...reach.inboxIds], reach.memberId]
}

export function insertStatement(table: Table, workspaceId: string, rows: SyncedRow[]): Statement<never> {
  const columns = Object.keys(table.stored.shape).map(columnOf)
  const name = quoted(table.type.name)
  const text = `insert into ${name} (workspace_id, ${columns.join(', ')})
    select $1, ${columns.join(', ')} from jsonb_populate_recordset(null::${name}, $2)`
  return statement(text, [workspaceId, toRecords(Object.keys(table.stored.shape), rows)])
}

/** Writes the columns that have changed in any of these rows; nothing if none has. */
export function updateStatement(
  table: Table,
  workspaceId: string,
  changes: { before: SyncedRow; after: SyncedRow }[],
): Statement<never> | undefined {
  const fields = Object.keys(table.stored.shape).filter((field) =>
    changes.some(({ before, after }) => valueOf(before, field) !== valueOf(after, field)),
  )
  if (fields.length === 0) return undefined
  const name = quoted(table.type.name)
  const assignments = fields.map(columnOf).map((column) => `${column} = r.${column}`)
  const text = `update ${name} t set ${assignments.join(', ')}
    from jsonb_populate_recordset(null::${name}, $2) r where t.workspace_id = $1 and t.id = r.id`
  const rows = changes.map(({ after }) => after)
  return statement(text, [workspaceId, toRecords(['id', ...fields], rows)])
}

/** Holds rows until the commit, in one order for everybody. */
export function holdStatement(name: string, workspaceId: string, ids: Iterable<string>): Statement<never> {
  return statement(
    `select from ${quoted(name)} where workspace_id = $1 and id = any($2) order by id for no key update`,
    [workspaceId, [...ids]],
  )
}

export function deleteStatement(table: Table, workspaceId: string, ids: string[]): Statement<never> {
  return statement(`delete from ${quoted(table.type.name)} where workspace_id = $1 and id = any($2)`, [
    workspaceId,
    ids,
  ])
}

/** The row as it travels: without what stays on the server. */
export function toWire({ type, stored }: Table, row: SyncedRow): SyncedRow {
  if (stored.shape === type.row.shape) return row
  const wire: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(row)) if (field in type.row.shape) wire[field] = value
  return { ...wire, id: row.id }
}

/** `select` list of these fields of an alias, each under the name it travels by. */
export function selected(fields: string[], alias = ''): string {
  const prefix = alias && `${alias}.`
  return fields.map((field) => `${prefix}${columnOf(field)} as "${field}"`).join(', ')
}

export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function toRecords(fields: string[], rows: SyncedRow[]): string {
  const columns = fields.map((field) => [field, columnOf(field)] as const)
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(([field, column]) => [column, valueOf(row, field)]))),
  )
}

function valueOf(row: SyncedRow, field: string): unknown {
  const values: Record<string, unknown> = row
  return values[field]
}

function quoted(name: string): string {
  return `"${name}"`
}

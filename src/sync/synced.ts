import type { ZodMiniObject } from 'zod/mini'
import { $ZodISODateTime, $ZodNullable, type $ZodType, type output } from 'zod/v4/core'

/**
 * A type of row that browsers hold a live copy of. Registering one (here, and its table on the server) is all that
 * syncing takes: bootstrap, windows, the change feed, resuming, storing and optimistic changes are generic.
 */
export type SyncedType<Row extends SyncedRow = SyncedRow> = {
  /** The table's name, and the key under which rows travel. */
  name: string
  row: ZodMiniObject & { _zod: { output: Row } }
  /** Who hears of a row: an inbox, one or several members, or the whole workspace. Without it, the writer says. */
  audience?(row: Row): Audience | readonly Audience[]
  /** Rows that stand in a thread, ordered by `seq`: in that of their `conversationId`, or of what this field names. */
  inThread?: true | string
  /** Also known to browsers that do not hold its thread: a call rings wherever one looks. */
  outsideThread?: true
  /** Shown as soon as it comes, also while much else does and keys are pressed: what has stopped ringing is quiet. */
  urgent?: true
}

export type SyncedRow = { id: string }

/** An inbox's id, a member's id, or null: everybody in the workspace. */
export type Audience = string | null

/** What one member may see. Every read and every stream starts from it. */
export type Reach = { workspaceId: string; memberId: string; inboxIds: ReadonlySet<string> }

export function syncedType<Shape extends ZodMiniObject>(
  name: string,
  row: Shape,
  options: {
    audience?: (row: output<Shape>) => Audience | readonly Audience[]
    inThread?: true | string
    outsideThread?: true
    urgent?: true
  } = {},
): SyncedType<output<Shape> & SyncedRow> {
  // zod's output of an object with an `id` is a SyncedRow; its generics cannot say so.
  return { name, row, ...options } as unknown as SyncedType<output<Shape> & SyncedRow>
}

export function fieldsOf(type: SyncedType): string[] {
  return Object.keys(type.row.shape)
}

/** The row with its times as instants again, after it went through JSON inside the database. */
export function instants<Row extends SyncedRow>(type: SyncedType, row: Row): Row {
  const copy: Record<string, unknown> = { ...row }
  for (const field of timesOf(type)) {
    const value = copy[field]
    if (typeof value === 'string') copy[field] = new Date(value).toISOString()
  }
  return { ...row, ...copy }
}

const times = new WeakMap<SyncedType, string[]>()

function timesOf(type: SyncedType): string[] {
  const known = times.get(type) ?? fieldsOf(type).filter((field) => isTime(type.row.shape[field]))
  times.set(type, known)
  return known
}

function isTime(schema: $ZodType | undefined): boolean {
  if (schema instanceof $ZodNullable) return isTime(schema._zod.def.innerType)
  return schema instanceof $ZodISODateTime
}

export function hears(reach: Reach, audience: Audience): boolean {
  return audience === null || reach.inboxIds.has(audience) || audience === reach.memberId
}

/** Everybody who hears of a row of a type that knows it. */
export function audiencesOf(type: SyncedType, row: SyncedRow): readonly Audience[] {
  const known = type.audience?.(row) ?? null
  // An array says several; TypeScript does not tell a read-only one from the rest.
  return Array.isArray(known) ? (known as readonly Audience[]) : [known as Audience]
}

/** The thread in which a row of such a type stands. */
export function threadOf({ inThread }: SyncedType, row: SyncedRow): string {
  const field = typeof inThread === 'string' ? inThread : 'conversationId'
  // A type that names a field has it.
  return (row as unknown as Record<string, string>)[field] ?? ''
}

/** Rows by type, as they travel: whole rows that changed, and ids of rows that this reader no longer has. */
export type RowSet = { rows: Record<string, SyncedRow[]>; gone: Record<string, string[]> }

export function emptyRowSet(): RowSet {
  return { rows: {}, gone: {} }
}

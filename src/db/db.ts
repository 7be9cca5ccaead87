import pg from 'pg'
import { isUuid } from '#kit/id.ts'
import type { Statement } from './sql.ts'

/** The database as the application sees it. `app` may only touch rows of the workspace that a transaction names. */
export type Database = {
  app: pg.Pool
  /** Migrations, the job queue, sign-in, and the list of workspaces: what belongs to no single workspace. */
  owner: pg.Pool
  close(): Promise<void>
}

/** An open transaction in one workspace. Statements without an `await` between them share a round trip. */
export type Transaction = {
  readonly workspaceId: string
  rows<Row>(statement: Statement<Row>): Promise<Row[]>
  one<Row>(statement: Statement<Row>): Promise<Row | undefined>
}

// Serialisation failure, deadlock, and a unique key that somebody else has just taken: a second look finds their row.
const RETRYABLE = new Set(['40001', '40P01', '23505'])
const ATTEMPTS = 4

export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const shared = {
    connectionString: url,
    idleTimeoutMillis: 30_000,
    types: TYPES,
    application_name: 'centralita',
  }
  const app = new pg.Pool({
    ...shared,
    ...PIPELINED,
    max: options.connections ?? 10,
    onConnect: becomeApplication,
  })
  const owner = new pg.Pool({ ...shared, max: 6 })
  // A connection that breaks while idle is replaced by the pool; the query that meets a broken one reports it.
  for (const pool of [app, owner]) {
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
  }
  return {
    app,
    owner,
    async close() {
      await Promise.all([app.end(), owner.end()])
    },
  }
}

/** Runs `work` in one transaction of this workspace; losing a race with another one runs it again. */
export function inWorkspace<T>(
  db: Database,
  workspaceId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return transaction(db, workspaceId, 'begin', work)
}

/** Reads several statements from one snapshot. */
export function readWorkspace<T>(
  db: Database,
  workspaceId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return transaction(db, workspaceId, 'begin isolation level repeatable read read only', work)
}

async function transaction<T>(
  db: Database,
  workspaceId: string,
  begin: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if (!isUuid(workspaceId)) throw new Error('Not a workspace id')
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(db, workspaceId, begin, work)
    } catch (error) {
      if (attempt === ATTEMPTS || !RETRYABLE.has(sqlState(error) ?? '')) throw error
    }
  }
}

async function attemptTransaction<T>(
  db: Database,
  workspaceId: string,
  begin: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await db.app.connect()
  let broken: Error | undefined
  // All statements after one that failed fail too, and say only that.
  let cause: unknown
  let ended = false
  const watched: Watched = (answer) => {
    answer.catch((error: unknown) => {
      cause ??= error
    })
    return answer
  }
  try {
    const begun = watched(client.query(`${begin}; set local app.workspace = '${workspaceId}'`))
    const result = await work(over(client, workspaceId, watched, () => ended))
    ended = true
    await begun
    const committed = await client.query('commit')
    // A statement that failed unseen turns COMMIT into ROLLBACK without an error of its own.
    if (committed.command !== 'COMMIT') throw new Error('The transaction was rolled back')
    return result
  } catch (error) {
    ended = true
    await client.query('rollback').catch((reason: Error) => {
      broken = reason
    })
    throw cause ?? error
  } finally {
    client.release(broken)
  }
}

// A failure is the transaction's, also when nobody waits for this one statement: it must not end the process.
type Watched = <T>(answer: Promise<T>) => Promise<T>

function over(
  client: pg.PoolClient,
  workspaceId: string,
  watched: Watched,
  ended: () => boolean,
): Transaction {
  return { workspaceId, rows, one: (query) => watched(rows(query).then(([row]) => row)) }

  function rows<Row>({ name, text, values }: Statement<Row>): Promise<Row[]> {
    // By then the connection serves another transaction, perhaps of another workspace.
    if (ended()) return watched(Promise.reject(new Error('This transaction has ended')))
    // The row type is the statement's promise, which `npm run check` holds against the schema.
    return watched(client.query({ name, text, values }).then((answer) => answer.rows as Row[]))
  }
}

/** Runs one statement as the owner, outside any workspace. */
export async function ownerRows<Row>(db: Database, { name, text, values }: Statement<Row>): Promise<Row[]> {
  // As above: the row type is the statement's promise.
  return (await db.owner.query({ name, text, values })).rows as Row[]
}

/** The five-letter SQLSTATE of a database error, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** Whether the database will never take these values as they are (class 22: data exceptions): no retry changes that. */
export function isUnstorable(error: unknown): boolean {
  return sqlState(error)?.startsWith('22') ?? false
}

// Several statements may be written before the first is answered: fewer round trips inside a transaction.
// `pipeline` is newer than the published types.
const PIPELINED: object = { pipeline: true }

async function becomeApplication(client: pg.ClientBase): Promise<void> {
  await client.query("set role centralita_app; set timezone to 'UTC'")
}

const TIMESTAMPTZ = 1184
const INT8 = 20

// Times travel as ISO text and counters as numbers, so that a row from the database is a row on the wire.
const TYPES = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === TIMESTAMPTZ) return toInstant
    if (oid === INT8) return Number
    return pg.types.getTypeParser(oid, format)
  },
} as pg.CustomTypesConfig // pg's overloads cannot be written as one function type.

function toInstant(text: string): string {
  return new Date(text).toISOString()
}

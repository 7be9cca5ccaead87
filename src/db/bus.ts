import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** What the processes over one database tell each other: heard by who listens now, and kept nowhere. */
export type Bus = {
  /** Unheard while there is no connection: who says something must be ready to say it again. */
  say(text: string): void
  close(): Promise<void>
}

export type BusOptions = {
  channel: string
  /** This process hears itself too. */
  hear(text: string): void
  /** The connection is there, for the first time or again. */
  opened(): void
}

/** Postgres takes no longer text. */
export const LONGEST_TEXT = 7_999
const TRY_AGAIN_MS = 500
const SILENT_MS = 5_000

/** Listens on a connection of its own, which comes back by itself. */
export function openBus(databaseUrl: string, { channel, hear, opened }: BusOptions): Bus {
  let client: pg.Client | undefined
  let said: Promise<unknown> = Promise.resolve()
  let closed = false
  const staying = stayConnected()
  return { say, close }

  async function stayConnected(): Promise<void> {
    while (!closed) {
      await connectOnce().catch(() => {
        // The database is away.
      })
      client = undefined
      if (!closed) await sleep(TRY_AGAIN_MS, undefined, { ref: false })
    }
  }

  async function connectOnce(): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'centralita',
      connectionTimeoutMillis: SILENT_MS,
      query_timeout: SILENT_MS,
    })
    const ended = new Promise((resolve) => next.once('end', resolve))
    next.on('error', () => {})
    next.on('notification', ({ payload }) => hear(payload ?? ''))
    try {
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}`)
      client = next
      if (!closed) opened()
      if (!closed) await ended
    } finally {
      await next.end()
    }
  }

  function say(text: string): void {
    const through = client
    if (!through) return
    said = said
      .then(() => through.query('select pg_notify($1, $2)', [channel, text]))
      // A connection over which nothing can be said hears nothing either: another one takes its place.
      .catch(() => through.end())
  }

  async function close(): Promise<void> {
    closed = true
    await said
    await client?.end()
    await staying
  }
}

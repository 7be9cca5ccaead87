import type { Provider } from '#channel/provider.ts'
import { type Database, inWorkspace, type Transaction } from '#db/db.ts'
import { unseal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import type { Feed } from '#sync/feed.server.ts'
import type { Reach } from '#sync/synced.ts'
import { table } from '#sync/table.server.ts'
import { lineType } from './line.ts'

export const lineTable = table(lineType, { visible: 'inbox_id = any($2)', bootstrap: true })

/** A line as the outside world meets it: with its provider and the account's settings, secrets opened. */
export type ConnectedLine = {
  workspaceId: string
  id: string
  inboxId: string
  address: string
  provider: Provider
  /** Settings of the account that this line sends with. */
  settings: unknown
  /** Settings of every account of this provider that is not retired yet, by its key: any of them may have signed. */
  accounts: { key: string; settings: unknown }[]
}

export type LineDirectory = Lines & {
  /** The lines as an open transaction sees them: work that holds a connection must not wait for another one. */
  within(tx: Transaction): Lines
  /** Its provider has just reported something: noted at most once a minute, and waited for by nobody. */
  heard(line: ConnectedLine): void
}

export type Lines = {
  find(workspaceId: string, lineId: string): Promise<ConnectedLine | undefined>
  /** Another line of the same workspace and provider, by its address. */
  findByAddress(line: ConnectedLine, address: string): Promise<ConnectedLine | undefined>
}

export type Providers = ReadonlyMap<string, Provider>

const REMEMBER_MS = 5_000
const MOST_REMEMBERED = 10_000
const NOTED_EVERY_MS = 60_000

/**
 * Lines by id, remembered for a moment: each webhook asks. A change on this node is seen at once, one on another
 * node within five seconds.
 */
export function createLineDirectory(
  db: Database,
  feed: Feed,
  providers: Providers,
  key: Buffer,
): LineDirectory {
  const remembered = new Map<string, { line: Promise<ConnectedLine | undefined>; until: number }>()
  feed.onCommitted(({ workspaceId, changes }) => {
    if (!changes.some(({ type }) => type === lineType.name)) return
    for (const id of remembered.keys()) if (id.startsWith(workspaceId)) remembered.delete(id)
  })
  const noted = new Map<string, number>()
  return { find, findByAddress, within, heard }

  function find(workspaceId: string, lineId: string): Promise<ConnectedLine | undefined> {
    return remember(`${workspaceId} ${lineId}`, () =>
      inWorkspace(db, workspaceId, (tx) => within(tx).find(workspaceId, lineId)),
    )
  }

  function findByAddress(line: ConnectedLine, address: string): Promise<ConnectedLine | undefined> {
    const { workspaceId, provider } = line
    return remember(`${workspaceId} ${provider.name} ${address}`, () =>
      inWorkspace(db, workspaceId, (tx) => within(tx).findByAddress(line, address)),
    )
  }

  function within(tx: Transaction): Lines {
    return {
      find: (_, lineId) => connectedLine(tx, lineId, providers, key),
      async findByAddress({ provider }, address) {
        const line = await tx.one(
          sql<{ id: string }>`select id from line
            where workspace_id = ${tx.workspaceId} and provider = ${provider.name} and address = ${address}`,
        )
        return line && connectedLine(tx, line.id, providers, key)
      },
    }
  }

  function heard({ workspaceId, id }: ConnectedLine): void {
    if (Date.now() - (noted.get(id) ?? 0) < NOTED_EVERY_MS) return
    noted.set(id, Date.now())
    const note = sql`update line set heard_at = now() where workspace_id = ${workspaceId} and id = ${id}`
    // It is said again in a minute.
    inWorkspace(db, workspaceId, (tx) => tx.rows(note)).catch(() => noted.delete(id))
  }

  function remember(
    id: string,
    look: () => Promise<ConnectedLine | undefined>,
  ): Promise<ConnectedLine | undefined> {
    const known = remembered.get(id)
    if (known && known.until > Date.now()) return known.line
    if (remembered.size > MOST_REMEMBERED) remembered.clear()
    const line = look()
    remembered.set(id, { line, until: Date.now() + REMEMBER_MS })
    line.catch(() => remembered.delete(id))
    return line
  }
}

/** A line that a reader may write from. */
export type ReachableLine = {
  id: string
  inboxId: string
  address: string
  provider: string
  disconnectedAt: string | null
}

/** The lines within reach that go by these names: ids, or addresses. Not locked: a line outlives what is sent on it. */
export function reachableLines(tx: Transaction, reach: Reach, names: string[]): Promise<ReachableLine[]> {
  return tx.rows(
    sql<ReachableLine>`select id, inbox_id as "inboxId", address, provider, disconnected_at as "disconnectedAt" from line
      where workspace_id = ${tx.workspaceId} and inbox_id = any(${[...reach.inboxIds]})
        and (id::text = any(${names}) or address = any(${names}))
      order by created_at, id`,
  )
}

/** One line with its opened settings; undefined when none is connected, or its provider is not installed. */
export async function connectedLine(
  tx: Transaction,
  lineId: string,
  providers: Providers,
  key: Buffer,
): Promise<ConnectedLine | undefined> {
  const rows = await tx.rows(
    sql<LineRow>`select l.id, l.inbox_id as "inboxId", l.address, l.provider, l.account_id as "accountId",
        a.id as "candidateId", a.key, a.sealed_settings as "sealedSettings"
      from line l join provider_account a on a.workspace_id = l.workspace_id and a.provider = l.provider
        and (a.retired_at is null or a.retired_at > now() or a.id = l.account_id)
      where l.workspace_id = ${tx.workspaceId} and l.id = ${lineId} and l.disconnected_at is null`,
  )
  const own = rows.find((row) => row.candidateId === row.accountId)
  const provider = own && providers.get(own.provider)
  if (!provider) return undefined
  const settingsOf = (row: LineRow) => provider.settings.parse(JSON.parse(unseal(key, row.sealedSettings)))
  const { id, inboxId, address } = own
  const accounts = rows.map((row) => ({ key: row.key, settings: settingsOf(row) }))
  return { workspaceId: tx.workspaceId, id, inboxId, address, provider, settings: settingsOf(own), accounts }
}

type LineRow = {
  id: string
  inboxId: string
  address: string
  provider: string
  accountId: string
  candidateId: string
  key: string
  sealedSettings: string
}

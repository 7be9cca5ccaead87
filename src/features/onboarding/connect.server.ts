import { randomBytes } from 'node:crypto'
import type { Provider } from '#channel/provider.ts'
import { withSecretsOf } from '#channel/settings.ts'
import { seal, unseal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { lineTable } from '#features/line/line.server.ts'
import type { Line } from '#features/line/line.ts'
import { uuidv7 } from '#kit/id.ts'
import { displayPhone } from '#kit/phone.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { Write } from '#sync/write.server.ts'

export type NewLine = {
  inboxId: string
  provider: Provider
  settings: unknown
  address: string
  installedBy: string | null
}

/** A new line, and the provider's account with it unless these very settings are connected already. */
export async function addLine(write: Write, key: Buffer, line: NewLine): Promise<string> {
  const { workspaceId, now } = write
  const { inboxId, provider, address, installedBy } = line
  const id = uuidv7()
  const display = displayPhone(address, address)
  const accountId = await accountFor(write, key, provider, line.settings)
  await write.rows(
    sql`insert into line (workspace_id, id, inbox_id, provider, account_id, address, display, installed_by, created_at, updated_at, swept_at)
      values (${workspaceId}, ${id}, ${inboxId}, ${provider.name}, ${accountId}, ${address}, ${display},
        ${installedBy}, ${now}, ${now}, ${now})`,
  )
  write.changed(lineTable, [{ id, inboxId, address, display, name: null, installedBy, disconnectedAt: null }])
  write.event({
    type: 'line.connected',
    inboxId,
    subjectId: id,
    data: { provider: provider.name },
    audited: true,
  })
  return id
}

/**
 * Connects an address to an inbox. One that is connected already gets these settings, and one that no longer is comes
 * back. Problem: `line-elsewhere` when it belongs to another inbox.
 */
export async function connectLine(write: Write, key: Buffer, line: NewLine): Promise<Result<string>> {
  const { workspaceId, now } = write
  const { provider, address } = line
  const known = await write.one(
    sql<KnownLine>`select l.id, l.inbox_id as "inboxId", l.display, l.name, l.account_id as "accountId",
        l.installed_by as "installedBy", l.disconnected_at as "disconnectedAt", i.name as "inbox"
      from line l join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${workspaceId} and l.provider = ${provider.name} and l.address = ${address} for update of l`,
  )
  if (!known) return ok(await addLine(write, key, line))
  const back = known.disconnectedAt !== null
  if (!back && known.inboxId !== line.inboxId) return refuse('line-elsewhere', { inbox: known.inbox })
  const accountId = await accountFor(write, key, provider, line.settings)
  await write.rows(
    sql`update line set account_id = ${accountId}, inbox_id = ${line.inboxId}, disconnected_at = null, updated_at = ${now},
        swept_at = case when ${back} then ${now}::timestamptz else swept_at end
      where workspace_id = ${workspaceId} and id = ${known.id}`,
  )
  await retireUnused(write, [known.accountId])
  const { inboxId } = line
  const { id, display, name, installedBy } = known
  const row = { id, inboxId, address, display, name, installedBy, disconnectedAt: null }
  write.changed(lineTable, [row], [...new Set([known.inboxId, inboxId])])
  write.event({
    type: 'line.reconnected',
    inboxId,
    subjectId: id,
    data: { provider: provider.name },
    audited: true,
  })
  return ok(id)
}

export function newSandboxSettings(): { account: string; secret: string } {
  return { account: 'sandbox', secret: randomBytes(24).toString('hex') }
}

type KnownLine = {
  id: string
  inboxId: string
  display: string
  name: string | null
  accountId: string
  installedBy: string | null
  disconnectedAt: string | null
  inbox: string
}

/** Nothing is sent or received on it from now on. What was said stays, and it can be connected again. */
export async function disconnectLine(write: Write, line: Line): Promise<void> {
  const { workspaceId, now } = write
  const account = await write.one(
    sql<{ id: string }>`update line set disconnected_at = ${now}, updated_at = ${now}
      where workspace_id = ${workspaceId} and id = ${line.id} returning account_id as id`,
  )
  const { id, inboxId } = line
  write.changed(lineTable, [{ ...line, disconnectedAt: now }])
  write.event({ type: 'line.disconnected', inboxId, subjectId: id, audited: true })
  if (account) await retireUnused(write, [account.id])
}

// A replaced secret is still believed for a while: webhooks that it has signed may be on their way.
const BELIEVED_AFTER_MS = 24 * 3_600_000

/** The account's row that holds these settings. A changed secret reaches all lines of that account. */
async function accountFor(write: Write, key: Buffer, provider: Provider, settings: unknown): Promise<string> {
  const account: Account = { provider, key: provider.accountKey(settings), sealing: key }
  const known = await knownSettings(write, account)
  const own = await keep(write, account, known, settings)
  for (const { id, settings: old } of known.filter(({ used }) => used)) {
    const next = await keep(write, account, known, withSecretsOf(provider, old, settings))
    if (next === id) continue
    await write.rows(
      sql`update line set account_id = ${next}, updated_at = ${write.now}
        where workspace_id = ${write.workspaceId} and account_id = ${id}`,
    )
  }
  await retireUnused(
    write,
    known.map(({ id }) => id).filter((id) => id !== own),
  )
  return own
}

type Account = { provider: Provider; key: string; sealing: Buffer }
/** Settings by which lines of one account have been connected; `used`: some still are. */
type Known = { id: string; settings: unknown; used: boolean }

async function knownSettings(write: Write, { provider, key, sealing }: Account): Promise<Known[]> {
  const rows = await write.rows(
    sql<{ id: string; sealedSettings: string; used: boolean }>`select id, sealed_settings as "sealedSettings",
        exists (select from line l where l.workspace_id = a.workspace_id and l.account_id = a.id
          and l.disconnected_at is null) as used
      from provider_account a where workspace_id = ${write.workspaceId} and provider = ${provider.name}
        and key = ${key} order by created_at desc for update`,
  )
  return rows.map(({ id, sealedSettings, used }) => {
    return { id, settings: JSON.parse(unseal(sealing, sealedSettings)), used }
  })
}

async function keep(
  write: Write,
  { provider, key, sealing }: Account,
  known: Known[],
  settings: unknown,
): Promise<string> {
  const { workspaceId, now } = write
  const text = JSON.stringify(settings)
  const same = known.find((one) => JSON.stringify(one.settings) === text)
  const id = same?.id ?? uuidv7()
  if (!same) known.push({ id, settings, used: false })
  await write.rows(
    same
      ? sql`update provider_account set retired_at = null where workspace_id = ${workspaceId} and id = ${id}`
      : sql`insert into provider_account (workspace_id, id, provider, key, sealed_settings, created_at)
          values (${workspaceId}, ${id}, ${provider.name}, ${key}, ${seal(sealing, text)}, ${now})`,
  )
  return id
}

async function retireUnused(write: Write, accountIds: string[]): Promise<void> {
  const { workspaceId, now } = write
  await write.rows(
    sql`update provider_account a set retired_at = ${instant(milliseconds(now) + BELIEVED_AFTER_MS)}
      where workspace_id = ${workspaceId} and id = any(${accountIds}) and retired_at is null
        and not exists (select from line l where l.workspace_id = a.workspace_id and l.account_id = a.id
          and l.disconnected_at is null)`,
  )
}

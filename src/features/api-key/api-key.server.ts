import { createHash, randomBytes } from 'node:crypto'
import { type Database, inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { administratorsOf, onlyAdministrators } from '#features/member/administrators.server.ts'
import { may } from '#features/member/may.ts'
import { reachOf, roleOf } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows, table } from '#sync/table.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import type { Caller } from '#v1/endpoint.server.ts'
import { createKeyInput, revokeKeyInput } from './api-key.api.ts'
import { type ApiKey, apiKeyType, expired, makeApiKey, readApiKey, SECRET_BYTES, within } from './api-key.ts'

export const apiKeyTable = table(apiKeyType, {
  visible: `revoked_at is null and ${onlyAdministrators('api_key')}`,
  bootstrap: true,
})

/** Without limits of its own it does whatever its maker may. */
export type NewApiKey = { name: string; memberId: string } & Partial<Limits>

type Limits = Pick<ApiKey, 'scopes' | 'inboxIds' | 'expiresAt'>

const UNLIMITED: Limits = { scopes: null, inboxIds: null, expiresAt: null }
const SYSTEM: Actor = { type: 'system', id: null }

/** Makes a key that acts for this member. The answer is the only time that its text exists. */
export async function createApiKey(
  core: Core,
  workspaceId: string,
  about: NewApiKey,
): Promise<{ id: string; key: string }> {
  const key = makeApiKey(workspaceId, randomBytes(SECRET_BYTES))
  const actor = { type: 'member', id: about.memberId } as const
  const { value: id } = await write(core, workspaceId, actor, (write) => addApiKey(write, { ...about, key }))
  return { id, key }
}

/** Takes this text as a key of the workspace. */
export function addApiKey(write: Write, { key, ...about }: NewApiKey & { key: string }): Promise<string> {
  return keep(write, uuidv7(), hashOf(key), about)
}

/** By owners and admins, for themselves and within what they reach. */
export const createKeyCommand: ServedCommand = {
  name: 'api-key.create',
  async handle(write, raw, reach) {
    const input = createKeyInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const { memberId } = reach
    if (!may(await roleOf(write, memberId), null, 'api-key.manage')) return refuse('not-allowed')
    const { id, keySha256, ...about } = input.data
    if (!(about.inboxIds ?? []).every((inboxId) => reach.inboxIds.has(inboxId))) return refuse('not-found')
    if (expired(about, write.now)) return refuse('in-the-past')
    await keep(write, id, keySha256, { ...about, memberId })
    return ok(null)
  },
}

export const revokeKeyCommand: ServedCommand = {
  name: 'api-key.revoke',
  async handle(write, raw, reach) {
    const input = revokeKeyInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    // Found by owners and admins only.
    const [key] = await write.load(apiKeyTable, [input.data.id], reach)
    if (!key) return refuse('not-found')
    await revoke(write, [key])
    return ok(null)
  },
}

/** The keys that are not revoked, newest first. */
export function listApiKeys(tx: Transaction): Promise<ApiKey[]> {
  return tx.rows(
    sql<ApiKey>`select id, name, scopes, inbox_ids as "inboxIds", created_by as "createdBy", created_at as "createdAt",
        expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt" from api_key
      where workspace_id = ${tx.workspaceId} and revoked_at is null order by created_at desc, id desc`,
  )
}

/** Takes a key back for good. False when there is none of this id that still opened something. */
export async function revokeApiKey(write: Write, id: string): Promise<boolean> {
  const keys = (await write.load(apiKeyTable, [id])).filter(({ revokedAt }) => revokedAt === null)
  await revoke(write, keys)
  return keys.length > 0
}

/** Takes all keys of a member back. */
export async function revokeKeysOf(write: Write, memberId: string): Promise<void> {
  const theirs = await write.rows(
    sql<{ id: string }>`select id from api_key
      where workspace_id = ${write.workspaceId} and created_by = ${memberId} and revoked_at is null`,
  )
  const ids = theirs.map(({ id }) => id)
  await revoke(write, await write.load(apiKeyTable, ids))
}

/** Whether this very text opens the workspace now. */
export async function isApiKey(tx: Transaction, key: string): Promise<boolean> {
  const row = await tx.one(
    sql<{ id: string }>`select id from api_key
      where workspace_id = ${tx.workspaceId} and key_sha256 = ${hashOf(key)} and revoked_at is null`,
  )
  return row !== undefined
}

/** `stale`: when it was last used is to be noted again. */
export type KeyHolder = Caller & { stale: boolean }

/** Who calls with this text; undefined when it is no key, is revoked or too old, or its maker is no longer a member. */
export async function findApiKey(db: Database, text: string): Promise<KeyHolder | undefined> {
  const claim = readApiKey(text)
  return claim && inWorkspace(db, claim.workspaceId, (tx) => findHolder(tx, text))
}

async function findHolder(tx: Transaction, text: string): Promise<KeyHolder | undefined> {
  // Compared inside the index, not in constant time: whoever cannot choose a hash learns nothing from how long it took.
  const key = await tx.one(
    sql<FoundKey>`select id, created_by as "memberId", scopes, inbox_ids as "inboxIds",
        last_used_at is null or last_used_at < now() - interval '1 minute' as stale
      from api_key where workspace_id = ${tx.workspaceId} and key_sha256 = ${hashOf(text)}
        and revoked_at is null and (expires_at is null or expires_at > now())`,
  )
  const reach = key && (await reachOf(tx, key.memberId))
  if (!reach) return undefined
  const { id, memberId, inboxIds, ...rest } = key
  return {
    ...rest,
    keyId: id,
    actor: { type: 'api', id: memberId },
    inboxIds,
    reach: within(reach, inboxIds),
  }
}

type FoundKey = Pick<ApiKey, 'id' | 'scopes' | 'inboxIds'> & { memberId: string; stale: boolean }

const NOTED_EVERY_MS = 60_000

/** Writes down that a key is in use, at most once a minute. Of many at once, one does, and none waits for it. */
export async function noteUse(core: Core, { keyId, reach: { workspaceId } }: Caller): Promise<void> {
  await write(core, workspaceId, SYSTEM, async (write) => {
    const before = instant(milliseconds(write.now) - NOTED_EVERY_MS)
    const [noted] = await write.rows(
      sql<{
        id: string
      }>`update api_key set last_used_at = ${write.now} where workspace_id = ${workspaceId} and id in (
          select id from api_key where workspace_id = ${workspaceId} and id = ${keyId} and revoked_at is null
            and (last_used_at is null or last_used_at < ${before}) for update skip locked) returning id`,
    )
    if (!noted) return
    write.changed(apiKeyTable, await loadRows(write, apiKeyTable, [noted.id]), await administratorsOf(write))
  })
}

async function keep(
  write: Write,
  id: string,
  keySha256: string,
  { memberId, ...about }: NewApiKey,
): Promise<string> {
  const { name, scopes, inboxIds, expiresAt } = { ...UNLIMITED, ...about }
  await write.rows(
    sql`insert into api_key (workspace_id, id, name, key_sha256, scopes, inbox_ids, created_by, created_at, expires_at)
      values (${write.workspaceId}, ${id}, ${name}, ${keySha256}, ${scopes}, ${inboxIds}, ${memberId}, ${write.now},
        ${expiresAt})`,
  )
  write.changed(apiKeyTable, await loadRows(write, apiKeyTable, [id]), await administratorsOf(write))
  const limits = {
    ...(scopes && { scopes }),
    ...(inboxIds && { inboxes: inboxIds.length }),
    ...(expiresAt && { expiresAt }),
  }
  write.event({ type: 'api-key.created', subjectId: id, data: { name, ...limits }, audited: true })
  return id
}

async function revoke(write: Write, keys: ApiKey[]): Promise<void> {
  const hearers = keys.length > 0 ? await administratorsOf(write) : []
  for (const key of keys) {
    write.save(apiKeyTable, key, { ...key, revokedAt: write.now }, hearers)
    write.event({ type: 'api-key.revoked', subjectId: key.id, audited: true })
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

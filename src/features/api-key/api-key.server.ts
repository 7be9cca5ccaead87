import { createHash, randomBytes } from 'node:crypto'
import { type Database, inWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { reachOf } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Instant } from '#kit/time.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import type { Caller } from '#v1/endpoint.server.ts'
import { makeApiKey, readApiKey } from './api-key.ts'

export type NewApiKey = { name: string; memberId: string }

/** Makes a key that acts for this member. The answer is the only time that its text exists. */
export async function createApiKey(
  core: Core,
  workspaceId: string,
  { name, memberId }: NewApiKey,
): Promise<{ id: string; key: string }> {
  const key = makeApiKey(workspaceId, randomBytes(32))
  const actor = { type: 'member', id: memberId } as const
  const { value: id } = await write(core, workspaceId, actor, async (write) =>
    addApiKey(write, { name, memberId, key }),
  )
  return { id, key }
}

/** Takes this text as a key of the workspace. */
export function addApiKey(write: Write, { name, memberId, key }: NewApiKey & { key: string }): string {
  const id = uuidv7()
  write.also(
    sql`insert into api_key (workspace_id, id, name, key_sha256, created_by, created_at)
      values (${write.workspaceId}, ${id}, ${name}, ${hashOf(key)}, ${memberId}, ${write.now})`,
  )
  write.event({ type: 'api-key.created', subjectId: id, data: { name }, audited: true })
  return id
}

export type ApiKey = { id: string; name: string; createdAt: Instant; lastUsedAt: Instant | null }

/** The keys that still open something, newest first. */
export function listApiKeys(tx: Transaction): Promise<ApiKey[]> {
  return tx.rows(
    sql<ApiKey>`select id, name, created_at as "createdAt", last_used_at as "lastUsedAt" from api_key
      where workspace_id = ${tx.workspaceId} and revoked_at is null order by created_at desc, id desc`,
  )
}

/** Takes a key back for good. False when there is none of this id that still opened something. */
export async function revokeApiKey(write: Write, id: string): Promise<boolean> {
  const revoked = await write.one(
    sql<{ id: string }>`update api_key set revoked_at = ${write.now}
      where workspace_id = ${write.workspaceId} and id = ${id} and revoked_at is null returning id`,
  )
  if (revoked) write.event({ type: 'api-key.revoked', subjectId: id, audited: true })
  return revoked !== undefined
}

/** Takes all keys of a member back. */
export async function revokeKeysOf(write: Write, memberId: string): Promise<void> {
  const revoked = await write.rows(
    sql<{ id: string }>`update api_key set revoked_at = ${write.now}
      where workspace_id = ${write.workspaceId} and created_by = ${memberId} and revoked_at is null returning id`,
  )
  for (const { id } of revoked) write.event({ type: 'api-key.revoked', subjectId: id, audited: true })
}

/** Whether this very text opens the workspace now. */
export async function isApiKey(tx: Transaction, key: string): Promise<boolean> {
  const row = await tx.one(
    sql<{ id: string }>`select id from api_key
      where workspace_id = ${tx.workspaceId} and key_sha256 = ${hashOf(key)} and revoked_at is null`,
  )
  return row !== undefined
}

/** Who calls with this text; undefined when it is no key, is revoked, or its maker is no longer a member. */
export async function findApiKey(db: Database, text: string): Promise<Caller | undefined> {
  const claim = readApiKey(text)
  return claim && inWorkspace(db, claim.workspaceId, (tx) => findCaller(tx, text))
}

async function findCaller(tx: Transaction, text: string): Promise<Caller | undefined> {
  // Compared inside the index, not in constant time: whoever cannot choose a hash learns nothing from how long it took.
  const key = await tx.one(
    sql<{ id: string; memberId: string; stale: boolean }>`select id, created_by as "memberId",
        last_used_at is null or last_used_at < now() - interval '1 minute' as stale
      from api_key where workspace_id = ${tx.workspaceId} and key_sha256 = ${hashOf(text)} and revoked_at is null`,
  )
  if (!key) return undefined
  const [reach] = await Promise.all([reachOf(tx, key.memberId), key.stale && remember(tx, key.id)])
  return reach && { keyId: key.id, actor: { type: 'api', id: key.memberId }, reach }
}

// Many calls at once: one of them writes it down, nobody waits for that.
async function remember(tx: Transaction, keyId: string): Promise<void> {
  await tx.rows(
    sql`update api_key set last_used_at = now() where workspace_id = ${tx.workspaceId} and id in (
        select id from api_key where workspace_id = ${tx.workspaceId} and id = ${keyId} for update skip locked)`,
  )
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

import webPush from 'web-push'
import { type Database, ownerRows, type Transaction } from '#db/db.ts'
import { seal, unseal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import type { Actor } from '#sync/event.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { notificationWorkspaceTable } from './notification.server.ts'

/** How push services know a workspace (RFC 8292), base64url. */
export type PushKeys = { publicKey: string; privateKey: string }

const SYSTEM: Actor = { type: 'system', id: null }

/** Makes the keys of every workspace that has none. */
export async function makePushKeys(core: Core, key: Buffer): Promise<void> {
  for (const workspaceId of await workspacesWithout(core.db))
    await write(core, workspaceId, SYSTEM, (write) => addPushKeys(write, key))
}

/** The workspace's keys, for good: who has subscribed with others would hear nothing any more. */
export async function addPushKeys(write: Write, key: Buffer): Promise<void> {
  const known = await write.one(
    sql<{ id: string }>`select id from notification_workspace where workspace_id = ${write.workspaceId}`,
  )
  if (known) return
  const { publicKey, privateKey } = webPush.generateVAPIDKeys()
  write.save(notificationWorkspaceTable, undefined, {
    id: write.workspaceId,
    pushKey: publicKey,
    sealedPushKey: seal(key, privateKey),
    hidesTexts: false,
  })
}

export async function readPushKeys(tx: Transaction, key: Buffer): Promise<PushKeys | undefined> {
  const row = await tx.one(
    sql<{ publicKey: string; sealed: string }>`select push_key as "publicKey", sealed_push_key as sealed
      from notification_workspace where workspace_id = ${tx.workspaceId}`,
  )
  return row && { publicKey: row.publicKey, privateKey: unseal(key, row.sealed) }
}

async function workspacesWithout(db: Database): Promise<string[]> {
  const rows = await ownerRows(
    db,
    sql<{ id: string }>`select w.workspace_id as id from workspace w
      where not exists (select from notification_workspace n where n.workspace_id = w.workspace_id)`,
  )
  return rows.map(({ id }) => id)
}

import { randomBytes } from 'node:crypto'
import type { Provider } from '#channel/provider.ts'
import type { Database } from '#db/db.ts'
import { inWorkspace, ownerRows, type Transaction } from '#db/db.ts'
import { seal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import { displayPhone } from '#kit/phone.ts'
import { instant } from '#kit/time.ts'

export type NewMember = { name: string; email: string; role: 'owner' | 'admin' | 'member'; userId: string }

/** A workspace with its feed and nothing else in it. */
export async function createWorkspace(db: Database, name: string, demo = false): Promise<string> {
  const workspaceId = uuidv7()
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.rows(
      sql`insert into workspace (workspace_id, name, demo, created_at) values (${workspaceId}, ${name}, ${demo}, ${instant()})`,
    )
    await tx.rows(sql`insert into feed (workspace_id) values (${workspaceId})`)
  })
  return workspaceId
}

/** A member who signs in as `userId`; the directory of sign-in learns of it. */
export async function addMember(db: Database, workspaceId: string, member: NewMember): Promise<string> {
  const id = uuidv7()
  await inWorkspace(db, workspaceId, (tx) =>
    tx.rows(
      sql`insert into member (workspace_id, id, user_id, name, email, role, created_at)
        values (${workspaceId}, ${id}, ${member.userId}, ${member.name}, ${member.email}, ${member.role}, ${instant()})`,
    ),
  )
  await ownerRows(
    db,
    sql`insert into auth.membership (user_id, workspace_id, member_id) values (${member.userId}, ${workspaceId}, ${id})`,
  )
  return id
}

export type NewInbox = { name: string; emoji: string; position: number; memberIds: string[] }

export async function addInbox(
  tx: Transaction,
  { name, emoji, position, memberIds }: NewInbox,
): Promise<string> {
  const { workspaceId } = tx
  const id = uuidv7()
  await tx.rows(
    sql`insert into inbox (workspace_id, id, name, emoji, position, created_at)
      values (${workspaceId}, ${id}, ${name}, ${emoji}, ${position}, ${instant()})`,
  )
  await tx.rows(sql`insert into inbox_counter (workspace_id, id) values (${workspaceId}, ${id})`)
  await tx.rows(
    sql`insert into inbox_member (workspace_id, inbox_id, member_id)
      select ${workspaceId}, ${id}, member_id from unnest(${memberIds}::uuid[]) as member_id`,
  )
  return id
}

export type NewLine = {
  inboxId: string
  provider: Provider
  settings: unknown
  address: string
  installedBy: string | null
}

/** Connects a line, and the provider's account with it unless these very settings are connected already. */
export async function addLine(tx: Transaction, key: Buffer, line: NewLine): Promise<string> {
  const { workspaceId } = tx
  const id = uuidv7()
  const now = instant()
  const accountId = await addAccount(tx, key, line.provider, line.settings)
  await tx.rows(
    sql`insert into line (workspace_id, id, inbox_id, provider, account_id, address, display, installed_by, created_at, updated_at, swept_at)
      values (${workspaceId}, ${id}, ${line.inboxId}, ${line.provider.name}, ${accountId}, ${line.address},
        ${displayPhone(line.address, line.address)}, ${line.installedBy}, ${now}, ${now}, ${now})`,
  )
  return id
}

export function newSandboxSettings(): { account: string; secret: string } {
  return { account: 'sandbox', secret: randomBytes(24).toString('hex') }
}

async function addAccount(
  tx: Transaction,
  key: Buffer,
  provider: Provider,
  settings: unknown,
): Promise<string> {
  const id = uuidv7()
  await tx.rows(
    sql`insert into provider_account (workspace_id, id, provider, key, sealed_settings, created_at)
      values (${tx.workspaceId}, ${id}, ${provider.name}, ${provider.accountKey(settings)},
        ${seal(key, JSON.stringify(settings))}, ${instant()})`,
  )
  return id
}

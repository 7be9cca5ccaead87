import { hashPassword } from 'better-auth/crypto'
import { type Database, inWorkspace, ownerRows } from '#db/db.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { addInbox, type NewInbox } from '#features/inbox/inbox.server.ts'
import { type ConnectedLine, connectedLine } from '#features/line/line.server.ts'
import { addLine, newSandboxSettings } from '#features/onboarding/connect.server.ts'
import { addWorkspace } from '#features/onboarding/onboarding.server.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'
import { createFeed } from '#sync/feed.server.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'

export const KEY = sealingKey('a secret for tests that nobody guesses')
export const DORA = '+14155550177'
export const PASSWORD = 'correct horse battery'

/**
 * The cast: Ada owns the workspace and is in both inboxes, Ben answers Support, Cleo answers Sales; Dora is a customer.
 */
export async function createWorld(db: Database) {
  const core: Core = { db, feed: createFeed() }
  const workspaceId = uuidv7()
  const { value: cast } = await write(core, workspaceId, { type: 'system', id: null }, async (write) => {
    await addWorkspace(write, 'Mills & Co')
    const ada = await person(write, 'Ada', 'owner')
    const ben = await person(write, 'Ben', 'member')
    const cleo = await person(write, 'Cleo', 'member')
    const support = { name: 'Support', emoji: '💬', position: 0, memberIds: [ada, ben] }
    const sales = { name: 'Sales', emoji: '🛒', position: 1, memberIds: [ada, cleo] }
    return {
      ...{ ada, ben, cleo },
      support: await inbox(write, support, '+14155550101'),
      sales: await inbox(write, sales, '+14155550102'),
    }
  })
  await forgetHistory(db, workspaceId)
  const support = { id: cast.support.id, line: await connected(db, workspaceId, cast.support.lineId) }
  const sales = { id: cast.sales.id, line: await connected(db, workspaceId, cast.sales.lineId) }
  return { core, workspaceId, ...cast, support, sales }
}

export type World = Awaited<ReturnType<typeof createWorld>>

/** What a member of the cast signs in with, beside `PASSWORD`. */
export function emailOf(memberId: string): string {
  return `${memberId}@example.com`
}

const PASSWORD_HASH = hashPassword(PASSWORD)

async function person(write: Write, name: string, role: 'owner' | 'member'): Promise<string> {
  const id = uuidv7()
  const member = { id, name, role, email: emailOf(id), passwordHash: await PASSWORD_HASH }
  await admit(write, member)
  await addMember(write, member)
  return id
}

async function inbox(
  write: Write,
  about: NewInbox,
  address: string,
): Promise<{ id: string; lineId: string }> {
  const provider = providers.get('sandbox')
  if (!provider) throw new Error('The sandbox is always installed')
  const inboxId = await addInbox(write, about)
  const line = { inboxId, provider, settings: newSandboxSettings(), address, installedBy: null }
  return { id: inboxId, lineId: await addLine(write, KEY, line) }
}

// Stories begin at the feed's number 0, with nothing that has happened before.
async function forgetHistory(db: Database, workspaceId: string): Promise<void> {
  await ownerRows(db, sql`delete from event where workspace_id = ${workspaceId}`)
  await ownerRows(db, sql`delete from change where workspace_id = ${workspaceId}`)
  await ownerRows(db, sql`update feed set seq = 0 where workspace_id = ${workspaceId}`)
}

async function connected(db: Database, workspaceId: string, lineId: string): Promise<ConnectedLine> {
  const line = await inWorkspace(db, workspaceId, (tx) => connectedLine(tx, lineId, providers, KEY))
  if (!line) throw new Error('The line was not connected')
  return line
}

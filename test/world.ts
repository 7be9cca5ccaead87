import { type Database, inWorkspace, ownerRows } from '#db/db.ts'
import { sealingKey } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { type ConnectedLine, connectedLine } from '#features/line/line.server.ts'
import {
  addInbox,
  addLine,
  addMember,
  createWorkspace,
  newSandboxSettings,
} from '#features/onboarding/onboarding.server.ts'
import { createFeed } from '#sync/feed.server.ts'
import type { Core } from '#sync/write.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { providers } from '#providers/index.ts'

export const KEY = sealingKey('a secret for tests that nobody guesses')
export const DORA = '+14155550177'

/**
 * The cast: Ada owns the workspace and is in both inboxes, Ben answers Support, Cleo answers Sales; Dora is a customer.
 */
export async function createWorld(db: Database) {
  const core: Core = { db, feed: createFeed() }
  const workspaceId = await createWorkspace(db, 'Mills & Co')
  const [ada, ben, cleo] = [
    await person(db, workspaceId, 'Ada', 'owner'),
    await person(db, workspaceId, 'Ben', 'member'),
    await person(db, workspaceId, 'Cleo', 'member'),
  ]
  const support = await inbox(
    db,
    workspaceId,
    { name: 'Support', emoji: '💬', position: 0, memberIds: [ada, ben] },
    '+14155550101',
  )
  const sales = await inbox(
    db,
    workspaceId,
    { name: 'Sales', emoji: '🛒', position: 1, memberIds: [ada, cleo] },
    '+14155550102',
  )
  return { core, workspaceId, ada, ben, cleo, support, sales }
}

export type World = Awaited<ReturnType<typeof createWorld>>

async function person(
  db: Database,
  workspaceId: string,
  name: string,
  role: 'owner' | 'member',
): Promise<string> {
  const userId = uuidv7()
  const email = `${name.toLowerCase()}+${userId}@example.com`
  await ownerRows(
    db,
    sql`insert into auth."user" (id, name, email, "emailVerified") values (${userId}, ${name}, ${email}, true)`,
  )
  return addMember(db, workspaceId, { name, email, role, userId })
}

async function inbox(
  db: Database,
  workspaceId: string,
  about: Parameters<typeof addInbox>[1],
  address: string,
): Promise<{ id: string; line: ConnectedLine }> {
  const provider = providers.get('sandbox')
  if (!provider) throw new Error('The sandbox is always installed')
  const { id, lineId } = await inWorkspace(db, workspaceId, async (tx) => {
    const id = await addInbox(tx, about)
    const settings = newSandboxSettings()
    return {
      id,
      lineId: await addLine(tx, KEY, { inboxId: id, provider, settings, address, installedBy: null }),
    }
  })
  const line = await inWorkspace(db, workspaceId, (tx) => connectedLine(tx, lineId, providers, KEY))
  if (!line) throw new Error('The line was not connected')
  return { id, line }
}

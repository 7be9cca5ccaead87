import { hashPassword } from 'better-auth/crypto'
import type { Provider } from '#channel/provider.ts'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { addInbox } from '#features/inbox/inbox.server.ts'
import { addMember, admit } from '#features/sign-in/admit.server.ts'
import { isGuessable } from '#features/sign-in/password.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import { addLine, newSandboxSettings } from './connect.server.ts'
import type { NewWorkspace } from './onboarding.api.ts'

/** What an installation makes new workspaces with: the key that seals secrets, and the carrier that needs no account. */
export type Maker = { core: Core; key: Buffer; sandbox: Provider }

const FIRST_NUMBER = '+14155550100'

/**
 * The installation's first workspace with its owner, and an inbox to try things in. Two at once make one. Problems:
 * `workspace-exists`, `email-taken`, `common` (the password).
 */
export async function createWorkspace(
  { core, key, sandbox }: Maker,
  { workspace, name, email, password }: NewWorkspace,
): Promise<Result<string>> {
  if (isGuessable(password, [name, email, workspace])) return refuse('common')
  const workspaceId = uuidv7()
  const ownerId = uuidv7()
  const passwordHash = await hashPassword(password)
  const { value } = await write(core, workspaceId, { type: 'member', id: ownerId }, async (write) => {
    if (await existingWorkspace(write, false)) return refuse('workspace-exists')
    const owner = { id: ownerId, name, email, role: 'owner', passwordHash } as const
    if (!(await admit(write, owner))) return refuse('email-taken')
    await addWorkspace(write, workspace)
    await addMember(write, owner)
    const inboxId = await addInbox(write, { name: 'Main', emoji: '💬', position: 0, memberIds: [ownerId] })
    const line = { inboxId, provider: sandbox, settings: newSandboxSettings(), address: FIRST_NUMBER }
    await addLine(write, key, { ...line, installedBy: ownerId })
    return ok(workspaceId)
  })
  return value
}

/** Whether nobody has made a workspace here yet; the demo does not count. */
export async function canCreate(db: Database): Promise<boolean> {
  const [found] = await ownerRows(
    db,
    sql<{ id: string }>`select workspace_id as id from workspace where not demo limit 1`,
  )
  return found === undefined
}

/** The first workspace or the demo; whoever asks holds everybody else who asks until the commit. */
export async function existingWorkspace(write: Write, demo: boolean): Promise<string | undefined> {
  const row = await write.one(sql<{ id: string | null }>`select existing_workspace(${demo}) as id`)
  return row?.id ?? undefined
}

/** A workspace with its feed and nothing else in it. */
export async function addWorkspace(write: Write, name: string, demo = false): Promise<void> {
  const { workspaceId, now } = write
  await write.rows(
    sql`with added as (
        insert into workspace (workspace_id, name, demo, created_at) values (${workspaceId}, ${name}, ${demo}, ${now})
      ) insert into feed (workspace_id) values (${workspaceId})`,
  )
  write.event({ type: 'workspace.created', audited: true })
}

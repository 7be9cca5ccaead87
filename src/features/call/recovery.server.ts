import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readWorkspace } from '#db/db.ts'
import { loadRows } from '#sync/table.server.ts'
import { callTable } from './call.server.ts'
import { readFileName } from './carried.server.ts'
import { interrupted } from './desk.server.ts'
import type { Home } from './home.server.ts'
import { SYSTEM, stepCall } from './step.server.ts'
import { type Keeper, keepAudio } from './tape.server.ts'

/** Ends the calls whose process has died, and keeps what was recorded of them until then. */
export async function recoverCalls(keeper: Keeper, home: Home, folder: string): Promise<void> {
  for (const name of await home.orphans()) await stepCall(keeper.core, name, SYSTEM, interrupted)
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(folder)) {
    const name = readFileName(file)
    if (!name) continue
    const [call] = await readWorkspace(keeper.core.db, name.workspaceId, (tx) =>
      loadRows(tx, callTable, [name.callId]),
    )
    // One that goes on here or elsewhere is still being written.
    if (!call || call.state === 'ended') await keepAudio(keeper, join(folder, file))
  }
}

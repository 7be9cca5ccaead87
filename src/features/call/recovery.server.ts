import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readWorkspace } from '#db/db.ts'
import { instant, milliseconds } from '#kit/time.ts'
import { loadRows } from '#sync/table.server.ts'
import { callTable } from './call.server.ts'
import { readFileName } from './carried.server.ts'
import { interrupted } from './desk.server.ts'
import type { Home } from './home.server.ts'
import { SYSTEM, stepCall } from './step.server.ts'
import { type Keeper, keepAudio } from './tape.server.ts'

/** Whoever carries a call puts its file away at once when it is over. */
const LEFT_BEHIND_MS = 10_000

/** Ends the calls whose process has died, and keeps what was recorded of them until then. */
export async function recoverCalls(keeper: Keeper, home: Home, folder: string): Promise<void> {
  const orphans = await home.orphans()
  for (const name of orphans) await stepCall(keeper.core, name, SYSTEM, interrupted)
  const ids = new Set(orphans.map(({ callId }) => callId))
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(folder)) {
    const name = readFileName(file)
    if (!name) continue
    const [call] = await readWorkspace(keeper.core.db, name.workspaceId, (tx) =>
      loadRows(tx, callTable, [name.callId]),
    )
    // One that goes on here or elsewhere is still being written.
    const endedAt = call ? call.endedAt : instant(0)
    if (endedAt === null) continue
    if (ids.has(name.callId) || Date.now() - milliseconds(endedAt) > LEFT_BEHIND_MS)
      await keepAudio(keeper, join(folder, file))
  }
}

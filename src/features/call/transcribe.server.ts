import { sql } from '#db/sql.ts'
import type { Write } from '#sync/write.server.ts'
import { stepIn } from './step.server.ts'

/** Has what was said written down, where somebody does that for the workspace. */
export async function transcribeLater(write: Write, callId: string): Promise<void> {
  const scribe = await write.one(
    sql<{ summary: boolean }>`select summary_url is not null as summary from scribe
      where workspace_id = ${write.workspaceId}`,
  )
  if (!scribe) return
  await stepIn(write, callId, (call, now) => ({
    ...call,
    transcript: 'waiting',
    summary: scribe.summary ? 'waiting' : 'off',
    updatedAt: now,
  }))
  write.job('call.transcribe', { callId })
}

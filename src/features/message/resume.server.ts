import { type Statement, sql } from '#db/sql.ts'
import type { Instant } from '#kit/time.ts'

/**
 * What a restored installation must take up again. Time has passed since the backup, and whoever was restored may have
 * gone on sending after it: a text that was waiting then counts as begun, so that the provider is asked before it is
 * sent again. After some days that has no sense any more, and a person decides.
 */
export async function resumeMessages(
  run: (statement: Statement<unknown>) => Promise<unknown>,
  takenAt: Instant,
): Promise<void> {
  await run(
    sql`update message set status = 'sending', attempt = attempt + 1, attempted_at = ${takenAt}, updated_at = now()
      where direction = 'out' and status = 'queued'`,
  )
  await run(
    sql`update message set status = 'unknown', updated_at = now()
      where direction = 'out' and status = 'sending' and attempted_at < now() - interval '3 days'`,
  )
  await run(
    sql`select enqueue('message.fetch-media',
        json_build_object('messageId', message_id, 'workspaceId', workspace_id), null, null, null, 25)
      from (select distinct workspace_id, message_id from remote_media) waiting`,
  )
}

import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'

const KEEP_DAYS = 90
/** What rang and was never listed is nobody's to look up. */
const KEEP_UNLISTED_DAYS = 7

/** Forgets what was told so long ago that nobody comes back to it, and the mails that carried it. */
export async function trimNotifications(db: Database): Promise<void> {
  await ownerRows(
    db,
    sql`delete from notification where at < now() - make_interval(days => ${KEEP_DAYS})
      or (at < now() - make_interval(days => ${KEEP_UNLISTED_DAYS}) and not 'app' = any(media))`,
  )
  await ownerRows(
    db,
    sql`delete from notification_mail where due_at < now() - make_interval(days => ${KEEP_DAYS})`,
  )
}

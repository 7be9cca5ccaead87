import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Site } from '#test/rig/killing.ts'
import { signIn } from '#test/rig/sign-in.ts'
import { emailOf } from '#test/world.ts'
import { type LoadJob, runLoad } from './loading.ts'

/** Where a load goes, and who listens. */
export type Server = Pick<LoadJob, 'webhook' | 'account' | 'socket'>

/** The running product, with Ben listening. */
export async function productOf({ server, carrier, world }: Site): Promise<Server> {
  const cookie = await signIn(server.url, emailOf(world.ben))
  const socket = { url: `${server.url.replace('http', 'ws')}/sync`, cookie }
  return { webhook: world.webhook, account: carrier.account, socket }
}

/** Brings a fresh installation to where any is after its first minutes: warm, and its tables' rows counted. */
export async function ripen(site: Site, job: Omit<LoadJob, 'warmUp' | 'texts'>): Promise<void> {
  await runLoad({ ...job, warmUp: 0, texts: 2_000 })
  await ownerRows(site.server.database(), sql`analyze`)
}

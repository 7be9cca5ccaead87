import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { between, type Chance, shuffled } from '#kit/random.ts'
import { textWebhook } from './carrier.ts'
import { postUntilTaken } from './http.ts'
import { createInstallation } from './installation.ts'
import type { Site } from './killing.ts'
import { customerNumber, newSid } from './load.ts'
import { LINE } from './world.ts'

export type NewcomersReport = { contacts: number; conversations: number; messages: number; tookMs: number }

/** Customers whom nobody knows, each with many first texts at the same moment. */
export async function writeAllAtOnce(
  { server, carrier, world }: Site,
  { customers, each, chance }: { customers: number; each: number; chance: Chance },
): Promise<NewcomersReport> {
  const numbers = Array.from({ length: customers }, (_, index) => customerNumber(500_000 + index))
  const texts = numbers.flatMap((from) =>
    Array.from({ length: each }, (_, index) => ({ sid: newSid(), from, to: LINE, body: `First ${index}` })),
  )
  const webhooks = shuffled(chance, texts).map((text) => textWebhook(carrier.account, world.webhook, text))
  const began = performance.now()
  await Promise.all(webhooks.map((webhook) => postUntilTaken(webhook)))
  const tookMs = performance.now() - began
  const [found] = await ownerRows(
    server.database(),
    sql<Omit<NewcomersReport, 'tookMs'>>`select count(distinct a.contact_id)::int as contacts,
        count(distinct c.id)::int as conversations, count(m.id)::int as messages
      from contact_address a
      join conversation c on c.workspace_id = a.workspace_id and a.address = any(c.participants)
      join message m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
      where a.workspace_id = ${world.workspaceId} and a.address = any(${numbers})`,
  )
  return { contacts: 0, conversations: 0, messages: 0, ...found, tookMs }
}

/** Kills a first start at a random moment, and starts again. Answers how often that did not become healthy. */
export async function killWhileInstalling(times: number, chance: Chance): Promise<number> {
  let failed = 0
  for (let time = 0; time < times; time++) {
    const server = await createInstallation()
    server.launch()
    await new Promise((resolve) => setTimeout(resolve, between(chance, 50, 2_500)))
    await server.kill()
    await server.start().catch(() => failed++)
    await server.remove()
  }
  return failed
}

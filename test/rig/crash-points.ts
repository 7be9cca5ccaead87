import { setTimeout as sleep } from 'node:timers/promises'
import { CRASH_POINTS, type CrashPoint } from '#db/crash-point.ts'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import type { Webhook } from '../fake-twilio.webhooks.ts'
import { auditSent } from './audit.ts'
import { textWebhook } from './carrier.ts'
import { postUntilTaken } from './http.ts'
import type { Site } from './killing.ts'
import { customerNumber, newSid, sendByApi } from './load.ts'
import { elapse, settle } from './settle.ts'
import { LINE } from './world.ts'

/** What became of a story in whose middle the process died. Every number but `deaths` is 0 when all is well. */
export type PointReport = {
  point: CrashPoint
  deaths: number
  lost: number
  doubled: number
  unsent: number
  doubleSends: number
  filesMissing: number
  unfinished: number
}

const DIES_WITHIN_MS = 20_000
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Tells the same story for each named point: the process dies there, is started again, and finishes it. */
export async function crashEverywhere(site: Site, told: (report: PointReport) => void): Promise<void> {
  for (const [index, point] of CRASH_POINTS.entries()) told(await crashAt(site, point, index))
}

async function crashAt(site: Site, point: CrashPoint, index: number): Promise<PointReport> {
  const { server, world } = site
  const customer = customerNumber(900_000 + index)
  await server.stop()
  const missed = await site.carrier.ask('receive', { from: customer, to: LINE, body: `Missed at ${point}` })
  server.launch({ CRASH_AT: point })
  const story = tell(site, point, customer)
  const deaths = await died(site)
  await server.start()
  const { texts, replies } = await story
  const unfinished = await settle(server.database(), world, true)
  const expected = [...texts, String(missed)]
  await appeared(site, customer, expected.length)
  return {
    point,
    deaths,
    ...(await auditTexts(site, customer, expected)),
    ...auditSent(replies, await site.carrier.accepted()),
    unfinished,
  }
}

/** A text, a picture, an answer, and an answer whose own answer is lost: whoever asks goes on asking. */
async function tell({ server, carrier, world }: Site, point: CrashPoint, customer: string) {
  const sid = newSid()
  const text = { sid, from: customer, to: LINE, body: `Text at ${point}` }
  const media = [{ type: 'image/png', base64: PICTURE }]
  const picture = String(
    await carrier.ask('receive', { from: customer, to: LINE, body: `Picture at ${point}`, media }),
  )
  const replies = [`Answer at ${point}`, `Unheard at ${point}`]
  await postUntilTaken(textWebhook(carrier.account, world.webhook, text))
  const [answer = '', unheard = ''] = replies
  const send = (content: string) => sendByApi(server.url, world, { to: customer, content })
  await postUntilTaken((await carrier.ask('webhookOf', picture, world.webhook)) as Webhook) // What it answers.
  await send(answer)
  await sleep(300)
  await carrier.ask('script', { answer: { status: 500 } })
  await send(unheard)
  return { texts: [sid, picture], replies }
}

// What the outbox waits for is let pass, so that the points behind the waits are reached.
async function died({ server }: Site): Promise<number> {
  const deadline = Date.now() + DIES_WITHIN_MS
  while (Date.now() < deadline) {
    if (server.ended() !== undefined) return 1
    await elapse(server.database(), 25).catch(() => {})
    await sleep(100)
  }
  await server.kill()
  return 0
}

const APPEARS_WITHIN_MS = 20_000

// A sweep and the files come by jobs: waited for, not asserted.
async function appeared(site: Site, customer: string, count: number): Promise<void> {
  const deadline = Date.now() + APPEARS_WITHIN_MS
  while (Date.now() < deadline) {
    const rows = await received(site, customer)
    if (rows.length >= count && rows.every(({ fetching }) => !fetching)) return
    await elapse(site.server.database(), 25)
    await sleep(100)
  }
}

async function auditTexts(site: Site, customer: string, expected: string[]) {
  const rows = await received(site, customer)
  const there = rows.map(({ sid }) => sid)
  return {
    lost: expected.filter((sid) => !there.includes(sid)).length,
    doubled: there.length - new Set(there).size,
    filesMissing: rows.filter(({ fetching }) => fetching).length,
  }
}

function received({ server, world }: Site, customer: string) {
  return ownerRows(
    server.database(),
    sql<{ sid: string; fetching: boolean }>`select m.provider_message_id as sid,
        exists (select from jsonb_array_elements(m.media) f where f ->> 'state' <> 'stored') as fetching
      from message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where m.workspace_id = ${world.workspaceId} and m.direction = 'in' and ${customer} = any(c.participants)`,
  )
}

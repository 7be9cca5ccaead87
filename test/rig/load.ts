import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Chance, shuffled } from '#kit/random.ts'
import type { Acknowledged } from './audit.ts'
import { type Accepted, type CarrierProcess, statusWebhook, textWebhook } from './carrier.ts'
import { postUntilTaken } from './http.ts'
import { type ConnectedWorld, LINE } from './world.ts'

/** Customers who write, members who answer, and a carrier that reports: until they are told to stop. */
export type Load = {
  acknowledged: Acknowledged
  /** Texts of ours that the API has taken. */
  replies: string[]
  counts: { webhooks: number; retries: number; reports: number }
  /** Everybody finishes what they are at, however long it takes. */
  stop(): Promise<void>
}

export type LoadOptions = {
  url: string
  world: ConnectedWorld
  carrier: CarrierProcess
  chance: Chance
  senders: number
  /** How many of the texts are answered. */
  answered?: number
}

const DUPLICATES = 0.3
const LOOK_FOR_SENT_MS = 300

export function startLoad({ url, world, carrier, chance, senders, answered = 0.1 }: LoadOptions): Load {
  const acknowledged: Acknowledged = new Map()
  const replies: string[] = []
  const counts = { webhooks: 0, retries: 0, reports: 0 }
  const reported = new Set<string>()
  let stopping = false
  const customers = Array.from({ length: senders }, (_, index) => customerNumber(index))
  const writing = customers.map((customer) => write(customer))
  const reporting = report()
  return {
    acknowledged,
    replies,
    counts,
    async stop() {
      stopping = true
      await Promise.all(writing)
      await reporting
    },
  }

  async function write(customer: string): Promise<void> {
    const order: string[] = []
    acknowledged.set(customer, order)
    for (let number = 1; !stopping; number++) {
      const sid = newSid()
      const text = { sid, from: customer, to: LINE, body: `${number} from ${customer}` }
      const webhook = textWebhook(carrier.account, world.webhook, text)
      // A carrier repeats itself: at once, or when the first one has long been taken.
      const twice = chance() < DUPLICATES
      const repeated = twice && chance() < 0.5 ? take(webhook) : undefined
      await take(webhook)
      order.push(sid)
      if (twice && !repeated) await take(webhook)
      await repeated
      if (chance() < answered) await reply(customer, `Re: ${text.body}`)
    }
  }

  async function take(webhook: Parameters<typeof postUntilTaken>[0]): Promise<void> {
    const { attempts } = await postUntilTaken(webhook)
    counts.webhooks++
    counts.retries += attempts - 1
  }

  async function reply(to: string, content: string): Promise<void> {
    await sendByApi(url, world, { to, content })
    replies.push(content)
  }

  async function report(): Promise<void> {
    do {
      await sleep(LOOK_FOR_SENT_MS)
      const sent = (await carrier.accepted()).filter(({ sid }) => !reported.has(sid))
      await Promise.all(sent.map((message) => tell(message)))
    } while (!stopping)
  }

  async function tell(message: Accepted): Promise<void> {
    reported.add(message.sid)
    for (const status of shuffled(chance, ['sending', 'sent', 'delivered', 'delivered'])) {
      await postUntilTaken(statusWebhook(carrier.account, message, status))
      counts.reports++
    }
  }
}

/** A program's text, asked for again until it is taken: the key makes it one. */
export async function sendByApi(
  url: string,
  { apiKey }: ConnectedWorld,
  { to, content }: { to: string; content: string },
): Promise<void> {
  await postUntilTaken({
    url: `${url}/v1/messages`,
    headers: { authorization: apiKey, 'content-type': 'application/json', 'idempotency-key': content },
    body: JSON.stringify({ content, from: LINE, to: [to] }),
  })
}

export function customerNumber(index: number): string {
  return `+1415${String(2_000_000 + index)}`
}

export function newSid(): string {
  return `SM${randomBytes(16).toString('hex')}`
}

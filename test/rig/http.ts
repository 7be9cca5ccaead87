import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export type Post = { url: string; headers: Record<string, string>; body: string | Buffer }
export type Answered = { status: number; body: string }

const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const PATIENCE_MS = 15_000

/** Posts on a kept connection. Status 0: there was no answer. */
export function post({ url, headers, body }: Post): Promise<Answered> {
  return new Promise((done) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      timeout: PATIENCE_MS,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
      response.on('error', () => done({ status: 0, body: '' }))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => done({ status: 0, body: '' }))
    sent.end(body)
  })
}

/** Posts until it is taken, as a carrier that never gives up. Answers how often it had to. */
export async function postUntilTaken(one: Post): Promise<{ answer: Answered; attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const answer = await post(one)
    if (answer.status >= 200 && answer.status < 300) return { answer, attempts }
    if (answer.status >= 400 && answer.status < 500)
      throw new Error(`A request was refused for good: ${answer.status} ${answer.body}`)
    await sleep(20 + 10 * Math.min(attempts, 10))
  }
}

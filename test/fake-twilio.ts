import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Delivery, deliver, statusWebhook, textWebhook, type Webhook } from './fake-twilio.webhooks.ts'
import {
  errorJson,
  type FakeMessage,
  inbound,
  mediaListJson,
  messageJson,
  messageListJson,
  messagesPath,
  mistakeIn,
  outbound,
  type Text,
} from './fake-twilio.wire.ts'

export type FakeTwilioOptions = {
  accountSid?: string
  authToken?: string
  port?: number
  /** Media redirect to a CDN: a path of the same server, or another origin as in the real world. */
  cdn?: 'own-origin' | 'other-origin'
  /** What every accepted message goes through by itself, told to its status callback. */
  reports?: { statuses: string[]; everyMs: number }
  behaviours?: Record<string, Behaviour>
}

/** How a request to send is met. Nothing given: it is accepted and answered as Twilio does. */
export type Behaviour = {
  /** Whether the message is taken, and so reaches the customer, whatever is answered. */
  accept?: boolean
  answer?: 'hang' | 'break-off' | { status: number; code?: number; retryAfterSeconds?: number }
  delayMs?: number
  /** How long the answer takes after the message was taken: a report can overtake it. */
  answerAfterMs?: number
}

export type Report = { sid: string; status: string; errorCode?: number; url?: string }

export type FakeTwilio = Awaited<ReturnType<typeof startFakeTwilio>>

/**
 * Twilio on loopback, for tests and benches: takes messages, keeps them, lists them, serves media, and signs webhooks.
 * Everything below that has plain arguments can also be asked over HTTP (`POST /_fake/<name>`, a JSON array), when the
 * fake runs in a process of its own.
 */
export async function startFakeTwilio(options: FakeTwilioOptions = {}) {
  const { accountSid = `AC${'5'.repeat(32)}`, authToken = '7'.repeat(32), reports } = options
  const account = { accountSid, authToken }
  const messages = new Map<string, FakeMessage>()
  const behaviours = new Map(Object.entries(options.behaviours ?? {}))
  const script: Behaviour[] = []
  const failures: number[] = []
  const seenByCdn: { authorization: string | undefined }[] = []
  const stopped = new AbortController()

  const servers = [await listen(answer, options.port)]
  if (options.cdn === 'other-origin') servers.push(await listen(answer))
  const [url = '', cdnUrl = url] = servers.map(originOf)

  const remote = {
    /** Every message that was taken, in the order of taking: a double send shows here. */
    accepted: () =>
      [...messages.values()]
        .filter(({ direction }) => direction === 'outbound-api')
        .map(({ sid, from, to, body, status, statusCallback, messagingServiceSid, media }) => {
          const mediaUrls = media.map(({ source = '' }) => source)
          return { sid, from, to, body, status, statusCallback, messagingServiceSid, mediaUrls }
        }),
    /** How the next requests to send are met, one after another. */
    script: (...next: Behaviour[]) => void script.push(...next),
    /** The next questions (lists, messages, files) are answered with these HTTP statuses; 200 as they should be. */
    failQuestions: (...statuses: number[]) => void failures.push(...statuses),
    /** How requests to send to a number (`*`: any) are met; null forgets it. */
    behave(number: string, behaviour: Behaviour | null) {
      if (behaviour) behaviours.set(number, behaviour)
      else behaviours.delete(number)
    },
    /** A customer's text, kept in the list; `text` also tells our app. */
    receive(text: Text) {
      const message = inbound(text)
      messages.set(message.sid, message)
      return message.sid
    },
    async text(text: Text, target: string, delivery?: Delivery) {
      const sid = remote.receive(text)
      return { sid, statuses: await deliver([signedText(sid, target)], delivery) }
    },
    /** The request that tells our app of a text. */
    webhookOf: (sid: string, target: string) => signedText(sid, target),
    /** Moves a message of ours on; `report` also tells our app, at its status callback if no other URL is given. */
    advance({ sid, status, errorCode }: Report) {
      const message = find(sid)
      Object.assign(message, { status, errorCode: errorCode ?? null })
      if (status !== 'queued' && status !== 'accepted') message.sentAt ??= new Date()
    },
    /** A message that was deleted, with its media. */
    forget: (sid: string) => messages.delete(sid),
    /** One file of a message that was deleted. */
    loseFile(sid: string, place: number) {
      const { media } = find(sid)
      media.splice(place, 1, { sid: 'deleted', type: '', bytes: Buffer.alloc(0) })
    },
    report: (report: Report, delivery?: Delivery) => deliver([signedStatus(report)], delivery),
  }

  return {
    ...remote,
    account,
    url,
    cdnUrl,
    seenByCdn,
    signedText,
    signedStatus,
    deliver,
    async close() {
      stopped.abort()
      await Promise.all(servers.map(stop))
    },
  }

  function signedText(sid: string, target: string): Webhook {
    return textWebhook(account, find(sid), target, url)
  }

  function signedStatus(report: Report): Webhook {
    remote.advance(report)
    const message = find(report.sid)
    return statusWebhook(account, message, report.url ?? message.statusCallback ?? '')
  }

  function find(sid: string): FakeMessage {
    const message = messages.get(sid)
    if (!message) throw new Error(`There is no message ${sid}`)
    return message
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
    const body = Buffer.concat(await request.toArray()).toString()
    const [, sid = '', tail = ''] = /\/Messages(?:\/([A-Z]{2}[0-9a-f]{32}))?(.*)$/.exec(pathname) ?? []
    const isSend = request.method === 'POST' && pathname === `${messagesPath(accountSid)}.json`
    if (pathname.startsWith('/_fake/')) return operate(response, pathname.slice(7), body)
    if (pathname.startsWith('/cdn/')) return serveFile(request, response, pathname.slice(5))
    if (request.headers.authorization !== basic())
      return json(response, 401, errorJson(401, 20003, 'Authenticate'))
    if (isSend) return send(request, response, new URLSearchParams(body))
    const failure = failures.shift() ?? 200
    if (failure !== 200) return json(response, failure, errorJson(failure, 20500))
    if (!pathname.startsWith(messagesPath(accountSid))) return notFound(response)
    const message = messages.get(sid)
    if (!sid) return json(response, 200, messageListJson([...messages.values()], searchParams, accountSid))
    if (!message) return notFound(response)
    if (tail === '.json') return json(response, 200, messageJson(message, accountSid))
    if (tail === '/Media.json') return json(response, 200, mediaListJson(message, accountSid))
    response.writeHead(307, { location: `${cdnUrl}/cdn${tail.replace('/Media', '')}` }).end()
  }

  async function send(
    request: IncomingMessage,
    response: ServerResponse,
    form: URLSearchParams,
  ): Promise<void> {
    const to = form.get('To') ?? ''
    const behaviour = script.shift() ?? behaviours.get(to) ?? behaviours.get('*') ?? {}
    const problem = mistakeIn(form)
    if (behaviour.delayMs) await sleep(behaviour.delayMs)
    if (problem) return json(response, 400, errorJson(400, problem))
    const message = outbound(form)
    if (behaviour.accept ?? true) take(message)
    if (behaviour.answerAfterMs) await sleep(behaviour.answerAfterMs)
    if (behaviour.answer === 'hang') return
    if (behaviour.answer === 'break-off') return void request.socket.destroy()
    if (!behaviour.answer) return json(response, 201, messageJson(message, accountSid))
    const { status, code = status === 429 ? 20429 : 20500, retryAfterSeconds } = behaviour.answer
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds)
    json(response, status, errorJson(status, code))
  }

  function take(message: FakeMessage): void {
    messages.set(message.sid, message)
    // The tests end when they end, whatever is still to be told.
    if (reports && message.statusCallback) void tellProgress(message.sid, reports).catch(() => {})
  }

  async function tellProgress(sid: string, { statuses, everyMs }: { statuses: string[]; everyMs: number }) {
    for (const status of statuses) {
      await sleep(everyMs, undefined, { signal: stopped.signal })
      await deliver([signedStatus({ sid, status })], { attempts: 2 })
    }
  }

  async function operate(response: ServerResponse, name: string, body: string): Promise<void> {
    // Only tests ask this, and they ask for what stands above.
    const operation = remote[name as keyof typeof remote] as ((...args: unknown[]) => unknown) | undefined
    if (!operation) return notFound(response)
    json(response, 200, (await operation(...JSON.parse(body || '[]'))) ?? null)
  }

  function serveFile(request: IncomingMessage, response: ServerResponse, sid: string): void {
    seenByCdn.push({ authorization: request.headers.authorization })
    const file = [...messages.values()].flatMap(({ media }) => media).find((one) => one.sid === sid)
    if (!file) return notFound(response)
    response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
  }

  function basic(): string {
    return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  }
}

function notFound(response: ServerResponse): void {
  json(response, 404, errorJson(404, 20404, 'The requested resource was not found'))
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) json(response, 500, { message: String(error) })
    })
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return server
}

function originOf(server: Server): string {
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return `http://127.0.0.1:${port}`
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close().closeAllConnections()
  await closed
}

// `node test/fake-twilio.ts '{"port":4010}'` says where it listens, in one line of JSON, and runs until it is stopped.
if (import.meta.main) {
  const { url, account } = await startFakeTwilio(JSON.parse(process.argv[2] ?? '{}'))
  process.stdout.write(`${JSON.stringify({ url, ...account })}\n`)
}

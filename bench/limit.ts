import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import type { ChannelEvent } from '#channel/event.ts'
import { providers } from '#providers/index.ts'

// The least that a server can do with a text and still be believed, in one small process: check the signature, commit
// one row, answer, and tell a browser. No list, no counters, no feed, no reach. What it manages is the most that this
// machine can do in this way, and what the product is held against.

const MOST_AT_ONCE = 250

const [databaseUrl = '', settings = '{}', publicUrl = ''] = process.argv.slice(2)
const carrier = providers.get('twilio')
if (!carrier) throw new Error('The carrier is installed')
const account = carrier.settings.parse(JSON.parse(settings))
const database = new pg.Client(databaseUrl)
await database.connect()
await database.query(
  `create table if not exists text (provider_id text primary key, sender text not null, recipient text not null,
    body text not null, received_at timestamptz not null default now())`,
)

type Waiting = { event: ChannelEvent; done: () => void }

let waiting: Waiting[] = []
let busy = false

const server = createServer((request, response) => {
  void take(request).then((status) => {
    response.writeHead(status, { 'content-type': 'text/xml' })
    response.end('<Response></Response>')
  })
})
const browsers = new WebSocketServer({ server })
browsers.on('connection', (socket) => socket.send('{"t":"start"}'))
server.listen(Number(new URL(publicUrl).port), '127.0.0.1', () => process.stdout.write('ready\n'))

async function take(request: IncomingMessage): Promise<number> {
  const body = await buffer(request)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  const webhook = { method: 'POST', urls: [publicUrl + request.url], headers, body }
  if (!carrier?.verify(webhook, [account])) return 403
  const parsed = carrier.parse(webhook)
  if (!parsed.ok) return 422
  await Promise.all(parsed.value.map((event) => kept(event)))
  return 200
}

function kept(event: ChannelEvent): Promise<void> {
  return new Promise((done) => {
    waiting.push({ event, done })
    if (!busy) void commit()
  })
}

// What arrives while one batch is written goes together in the next.
async function commit(): Promise<void> {
  busy = true
  while (waiting.length > 0) {
    const batch = waiting.splice(0, MOST_AT_ONCE)
    const events = JSON.stringify(batch.map(({ event }) => event))
    await database.query({
      name: 'keep',
      text: `insert into text (provider_id, sender, recipient, body)
        select r."providerMessageId", r."from", r."to", r."text"
        from jsonb_to_recordset($1) as r("providerMessageId" text, "from" text, "to" text, "text" text)
        on conflict do nothing`,
      values: [events],
    })
    for (const { done } of batch) done()
    for (const browser of browsers.clients) browser.send(events)
  }
  busy = false
}

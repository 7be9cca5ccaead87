import type { Twilio } from 'twilio'
import type { MessageReceived, RemoteMedia } from '#channel/event.ts'
import type { Failure } from '#channel/failure.ts'
import type { ProviderContext, ReceivedQuery, SentMessage, SentQuery } from '#channel/provider.ts'
import { fail, ok, type Result } from '#kit/result.ts'
import { instant, milliseconds } from '#kit/time.ts'
import { type Account, ask, baseUrl } from './api.ts'
import { storable } from './webhook.ts'

/** What Twilio has accepted of this text. Nothing of it may be overlooked: then a customer would get it twice. */
export async function findSent(
  context: ProviderContext<Account>,
  { from, to: [to = ''], text, since }: SentQuery,
): Promise<Result<SentMessage[], Failure>> {
  // No filter by `DateSent`: a message that still waits in Twilio's queue has none.
  const listed = await ask(context, (client) => readSince(client, { from, to }, since))
  if (!listed.ok) return fail(listed.error.result.failure)
  const sent = listed.value.filter(
    (one) => one.direction !== 'inbound' && one.from === from && one.to === to && isSameText(one.body, text),
  )
  return ok(sent.map((one) => ({ providerMessageId: one.sid, text: one.body, at: instant(timeOf(one)) })))
}

/** What has come in to a number, oldest first. */
export async function listReceived(
  context: ProviderContext<Account>,
  { to, since }: ReceivedQuery,
): Promise<Result<MessageReceived[], Failure>> {
  const dateSentAfter = new Date(milliseconds(since) - CLOCK_TICK_MS)
  const listed = await ask(context, (client) => readSince(client, { to, dateSentAfter }, since))
  if (!listed.ok) return fail(listed.error.result.failure)
  const received: MessageReceived[] = []
  for (const one of listed.value.filter((one) => one.direction === 'inbound' && one.to === to)) {
    const media = Number(one.numMedia) > 0 ? await listMedia(context, one.sid) : ok([])
    if (!media.ok) return media
    received.push(toReceived(one, media.value))
  }
  return ok(received)
}

type Listed = Awaited<ReturnType<Twilio['messages']['list']>>[number]
type Page = { instances: Listed[]; nextPage(): Promise<Page> | undefined }
type Filter = { from?: string; to: string; dateSentAfter?: Date }

const PAGE_SIZE = 200
/** Twilio's times are whole seconds. */
const CLOCK_TICK_MS = 1_000
/** The list is sorted by the time of sending, which can be long after a message was made. */
const LONGEST_QUEUE_MS = 24 * 3_600_000

// Twilio lists the newest first; they are returned oldest first.
async function readSince(client: Twilio, filter: Filter, since: string): Promise<Listed[]> {
  const start = Math.floor(milliseconds(since) / CLOCK_TICK_MS) * CLOCK_TICK_MS
  // By id: what arrives while we turn the pages moves others to the next one.
  const found = new Map<string, Listed>()
  for await (const one of newestFirst(client, filter)) {
    if (timeOf(one) < start - LONGEST_QUEUE_MS) break
    if (timeOf(one) >= start) found.set(one.sid, one)
  }
  return [...found.values()].reverse().sort((a, b) => timeOf(a) - timeOf(b))
}

async function* newestFirst(client: Twilio, filter: Filter): AsyncGenerator<Listed> {
  let page: Page | undefined = await client.messages.page({ ...filter, pageSize: PAGE_SIZE })
  while (page) {
    yield* page.instances
    page = await page.nextPage()
  }
}

// Ours are dated by when they were made, a customer's by when Twilio told us: a queue or an outage lies between.
function timeOf({ direction, dateCreated, dateSent }: Listed): number {
  const [first, second] = direction === 'inbound' ? [dateSent, dateCreated] : [dateCreated, dateSent]
  // One without a date that we can read may be the one that is looked for.
  return new Date(first ?? second).getTime() || Date.now()
}

// Twilio can change what it was given: typographic signs, a trial account's prefix, a body that is not kept at all.
function isSameText(sent: string, asked: string): boolean {
  return sent === asked || sent === '' || (asked !== '' && gist(sent).endsWith(gist(asked)))
}

function gist(text: string): string {
  return text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '') || text
}

async function listMedia(
  context: ProviderContext<Account>,
  sid: string,
): Promise<Result<RemoteMedia[], Failure>> {
  const listed = await ask(context, (client) => client.messages(sid).media.list())
  if (!listed.ok) return listed.error.status === 404 ? ok([]) : fail(listed.error.result.failure)
  return ok(listed.value.map(({ uri, contentType }) => ({ url: mediaUrl(context, uri), type: contentType })))
}

// As a webhook would name it: the file itself, not its description.
function mediaUrl({ settings }: ProviderContext<Account>, uri: string): string {
  return baseUrl(settings) + uri.replace(/\.json$/, '')
}

function toReceived(one: Listed, media: RemoteMedia[]): MessageReceived {
  const { sid: providerMessageId, from, to, body } = one
  const at = instant(timeOf(one))
  return { type: 'message-received', providerMessageId, from, to, text: storable(body), media, at }
}

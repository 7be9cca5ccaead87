import type { Provider } from '#channel/provider.ts'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import type { Providers } from '#features/line/line.server.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { retryCommand, sendCommand } from '#features/message/message.api.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Result } from '#kit/result.ts'
import { providers as installed } from '#providers/index.ts'
import { eventually } from '#test/eventually.ts'
import { type Browser, startTestApp, type TestApp, type TestAppOptions } from './app.ts'
import { type FakeTwilio, type FakeTwilioOptions, startFakeTwilio } from './fake-twilio.ts'
import { elapse } from './rig/settle.ts'
import { connectCarrier, LINE } from './rig/world.ts'
import { DORA, type World } from './world.ts'

/** A text in a thread, as far as these stories look at it. */
export type Said = {
  id: string
  seq: number
  direction: 'in' | 'out'
  text: string
  status: string
  failureCode: string | null
  providerMessageId: string | null
  media: { state: string; type: string }[]
}

export type CarrierApp = TestApp & {
  fake: FakeTwilio
  /** Support's line at the carrier, and where the carrier tells us what happens on it. */
  lineId: string
  webhook: string
  /** Ada's browser. */
  ada: Browser
  /** A customer's text by the carrier; answers how our app answered. */
  text(body: string, from?: string): Promise<number>
  /** Ada's reply, or first text, to a customer. Answers its id when the server has it. */
  reply(text: string, to?: string): Promise<string>
  /** A person asks for another try of a message that failed. */
  retry(id: string, customer?: string): Promise<Result<unknown>>
  thread(customer?: string): Promise<Said[]>
  message(id: string): Promise<Said>
  /** Connects a number to an inbox with these settings of the carrier; answers the line's id. */
  connect(address: string, settings: object, inboxId?: string): Promise<string>
  /** Waits until the jobs that are due have been done. */
  idle(): Promise<void>
  /** Lets time pass for everything that waits: what is due within so many seconds has been done when it resolves. */
  elapse(seconds: number): Promise<void>
  /** Looks for what was lost, as every few minutes. */
  sweep(): Promise<void>
}

export type CarrierOptions = Omit<TestAppOptions, 'providers'> & {
  fake?: FakeTwilioOptions
  /** The carrier as our app knows it: with a shorter patience, or with other abilities. */
  adapt?: (provider: Provider) => Provider
}

/** The whole app with a line at the fake carrier: real HTTP both ways, a real database, real jobs. */
export async function startCarrierApp(options: CarrierOptions = {}): Promise<CarrierApp> {
  const { adapt = impatient, fake: about, ...others } = options
  const fake = await startFakeTwilio(about)
  const app = await startTestApp({ providers: adapted(adapt), ...others })
  const { core, workspaceId, support } = app.world
  const { db } = core
  const lineId = await connect(LINE, { ...fake.account, apiBaseUrl: fake.url })
  const webhook = webhookUrl(app.url, 'twilio', workspaceId, lineId)
  const ada = await app.browser(app.world.ada)
  await eventually(() => expectLive(ada))

  return {
    ...app,
    fake,
    lineId,
    webhook,
    ada,
    async text(body, from = DORA) {
      const { statuses } = await fake.text({ from, to: LINE, body }, webhook)
      return statuses[0] ?? 0
    },
    reply,
    retry: (messageId, customer = DORA) =>
      ada.connection.run(retryCommand, { messageId, conversationId: conversationWith(customer) ?? '' }),
    thread,
    async message(id) {
      const [found] = await said(db, app.world, { id })
      if (!found) throw new Error('There is no such message')
      return found
    },
    connect,
    idle,
    async elapse(seconds) {
      await idle()
      await elapse(db, seconds)
      await idle()
    },
    async sweep() {
      await ownerRows(db, sql`select graphile_worker.add_job('sweep', job_key => 'sweep')`)
      await idle()
    },
    async close() {
      await app.close()
      await fake.close()
    },
  }

  function connect(address: string, settings: object, inboxId = support.id): Promise<string> {
    return connectCarrier(core, workspaceId, { address, inboxId, settings })
  }

  async function reply(text: string, to = DORA): Promise<string> {
    const messageId = uuidv7()
    const conversationId = conversationWith(to)
    const sent = conversationId
      ? await ada.connection.run(sendCommand, { messageId, conversationId, text, thenDone: false })
      : await ada.connection.call('conversation.start', { messageId, lineId, to, text })
    if (!sent.ok) throw new Error(sent.error.code)
    return messageId
  }

  function conversationWith(customer: string): string | undefined {
    return ada.store.all(conversationType).find(({ participants }) => participants[0] === customer)?.id
  }

  function idle(): Promise<void> {
    return eventually(async () => {
      if (await isBusy(db)) throw new Error('Jobs are under way')
    })
  }

  function thread(customer = DORA): Promise<Said[]> {
    return said(db, app.world, { customer })
  }
}

/** A provider that waits for an answer for a moment only. */
export function impatient(provider: Provider): Provider {
  return {
    ...provider,
    send: ({ settings, fetch }, message) =>
      provider.send({ settings, fetch: (request) => fetch({ ...request, timeoutMs: 400 }) }, message),
  }
}

function adapted(adapt: (provider: Provider) => Provider): Providers {
  return new Map(installed).set('twilio', adapt(twilio()))
}

function twilio(): Provider {
  const provider = installed.get('twilio')
  if (!provider) throw new Error('The carrier of these stories is installed')
  return provider
}

function expectLive({ connection }: Browser): void {
  if (connection.state() !== 'live') throw new Error('The browser is not connected yet')
}

type Wanted = { id?: string; customer?: string }

function said(db: Database, { workspaceId }: World, { id, customer }: Wanted): Promise<Said[]> {
  return ownerRows(
    db,
    sql<Said>`select m.id, m.seq, m.direction, m.text, m.status, m.failure_code as "failureCode",
        m.provider_message_id as "providerMessageId", m.media
      from message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where m.workspace_id = ${workspaceId} and (m.id = ${id ?? null} or ${customer ?? null} = any(c.participants))
      order by m.seq`,
  )
}

async function isBusy(db: Database): Promise<boolean> {
  const [row] = await ownerRows(
    db,
    sql<{ busy: boolean }>`select exists (
      select from graphile_worker._private_jobs where locked_at is not null or run_at <= now()) as busy`,
  )
  return row?.busy ?? false
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { openDatabase } from '#db/db.ts'
import { callType } from '#features/call/call.ts'
import { callingType } from '#features/call/calling.ts'
import { callWordsType } from '#features/call/words.ts'
import { commentType } from '#features/comment/comment.ts'
import { contactType } from '#features/contact/contact.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { conversationMemberType } from '#features/conversation/conversation-member.ts'
import { inboxCounterType, inboxMemberType, inboxType, memberCounterType } from '#features/inbox/inbox.ts'
import { queuePlaceType } from '#features/inbox/queue.ts'
import type { Providers } from '#features/line/line.server.ts'
import { lineType } from '#features/line/line.ts'
import { memberType } from '#features/member/member.ts'
import { memberStatusType } from '#features/member/member-status.ts'
import { messageType } from '#features/message/message.ts'
import { quarantineType } from '#features/message/quarantine.ts'
import { notificationType } from '#features/notification/notification.ts'
import { segmentType } from '#features/segment/segment.ts'
import { tagType } from '#features/tag/tag.ts'
import { chatMemberType, chatMessageType, chatType } from '#features/team/chat.ts'
import { type App, createApp } from '#server/app.ts'
import { readEnv } from '#server/env.ts'
import { type Connection, type ConnectionOptions, connect, type Socket } from '#sync/connection.ts'
import { eventType } from '#sync/event.ts'
import { createFeed } from '#sync/feed.server.ts'
import { createStore, type Store } from '#sync/store.ts'
import type { MediaEngine } from '#voice/engine.ts'
import { testDatabase } from './database.ts'
import { type Way, wayTo } from './outage.ts'
import { freePort } from './rig/port.ts'
import { signIn } from './rig/sign-in.ts'
import { createWorld, emailOf, KEY, PASSWORD, type World } from './world.ts'

const SECRET = 'a secret for tests that nobody guesses'
const TYPES = [
  memberType,
  memberStatusType,
  queuePlaceType,
  inboxType,
  inboxMemberType,
  inboxCounterType,
  memberCounterType,
  lineType,
  contactType,
  tagType,
  conversationType,
  conversationMemberType,
  segmentType,
  messageType,
  commentType,
  chatType,
  chatMemberType,
  chatMessageType,
  callType,
  callWordsType,
  callingType,
  eventType,
  notificationType,
  quarantineType,
]

/** The whole server on a port of its own, over a database of its own, with its jobs at work. */
export type TestApp = {
  world: World
  url: string
  /** Where it keeps its files. */
  folder: string
  /** The app's way to its database, when it can be cut. */
  way: Way | undefined
  /** Stops the server as if its process had ended, and starts another over the same database. */
  restart(): Promise<void>
  /** A member's browser without the screen: signed in, with a copy that follows the server. */
  browser(memberId: string, options?: Partial<ConnectionOptions>, cookie?: string): Promise<Browser>
  cookieOf(memberId: string): Promise<string>
  close(): Promise<void>
}

export type Browser = { store: Store; connection: Connection; sockets: Set<WebSocket> }

export type TestAppOptions = {
  providers?: Providers
  publicUrl?: string
  env?: Record<string, string>
  /** What must be there before the server: it may still change `env`. */
  beforeStart?: (url: string, world: World) => Promise<void>
  /** Puts a way between the app and its database that can be cut. */
  cuttable?: boolean
  /** What carries the voices of calls, instead of the engine that comes along. */
  engine?: MediaEngine
}

export async function startTestApp({
  providers,
  publicUrl,
  env: settings = {},
  beforeStart,
  cuttable,
  engine,
}: TestAppOptions = {}): Promise<TestApp> {
  const base = await testDatabase()
  const world = await createWorld(base.db)
  const folder = mkdtempSync(join(tmpdir(), 'centralita-app-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await beforeStart?.(url, world)
  const env = readEnv({
    ...{
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'silent',
      MEDIA_PORT: '0',
      API_REQUESTS_PER_SECOND: '1000000',
    },
    PUBLIC_URL: publicUrl ?? url,
    ...settings,
  })
  const way = cuttable ? await wayTo(base.url) : undefined
  const db = way ? openDatabase(way.url) : base.db
  const opened = {
    core: way ? { db, feed: createFeed() } : world.core,
    db,
    databaseUrl: way?.url ?? base.url,
    secret: SECRET,
    key: KEY,
    close: base.drop,
  }
  const browsers = new Set<Browser>()
  let app = await start()

  return {
    world,
    url,
    folder,
    way,
    async restart() {
      await app.close()
      app = await start()
    },
    browser,
    cookieOf,
    async close() {
      for (const { connection } of browsers) connection.close()
      await app.close()
      if (way) await Promise.all([db.close(), way.close()])
      await base.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }

  async function start(): Promise<App> {
    const started = await createApp(env, opened, providers, engine)
    await started.http.listen({ host: '127.0.0.1', port })
    await started.work()
    return started
  }

  async function browser(
    memberId: string,
    options: Partial<ConnectionOptions> = {},
    signedIn?: string,
  ): Promise<Browser> {
    const made = openBrowser(url, signedIn ?? (await cookieOf(memberId)), options)
    browsers.add(made)
    return made
  }

  async function cookieOf(memberId: string): Promise<string> {
    return signIn(url, emailOf(memberId), PASSWORD, env.PUBLIC_URL)
  }
}

/** The browser of whoever has this cookie, at whatever server. */
export function openBrowser(url: string, cookie: string, options: Partial<ConnectionOptions> = {}): Browser {
  const store = createStore(TYPES, (flush) => flush())
  const sockets = new Set<WebSocket>()
  return { store, sockets, connection: connect({ store, open, ...options }) }

  function open(): Socket {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/sync`, { headers: { cookie } })
    socket.on('error', () => {})
    sockets.add(socket)
    return socket as unknown as Socket // The package's socket has the browser's interface.
  }
}

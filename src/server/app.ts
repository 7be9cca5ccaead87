import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type BlobStore, diskBlobs } from '#db/blob.ts'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { type UnassignTask, unassignNow } from '#features/access/hand-over.server.ts'
import { removeExpiredAudio } from '#features/call/audio.server.ts'
import type { RingTask } from '#features/call/call.server.ts'
import { createDesk } from '#features/call/desk.server.ts'
import { openHome } from '#features/call/home.server.ts'
import { recoverCalls } from '#features/call/recovery.server.ts'
import { type TranscribeTask, transcribeNow } from '#features/call/transcribe.server.ts'
import { heedCarrier, type RefusedTask } from '#features/consent/consent.server.ts'
import { type ForgetTask, forgetContact } from '#features/conversation/contact-link.server.ts'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { type ShareHistoryTask, shareHistoryNow } from '#features/conversation/share-history.server.ts'
import { type UntagTask, untagAll } from '#features/conversation/untag.server.ts'
import { type WakeTask, wakeNow, wakeOverdue } from '#features/conversation/wake.server.ts'
import {
  type Invitations,
  type InvitationTask,
  mailInvitation,
} from '#features/invitation/invitation.server.ts'
import { createLineDirectory, type Providers } from '#features/line/line.server.ts'
import { createMailer } from '#features/mail/mail.server.ts'
import { type Carriage, type MessageTask } from '#features/message/carriage.server.ts'
import { type CollectTask, collectMedia } from '#features/message/delete.server.ts'
import { createInbound, type Inbound } from '#features/message/inbound.server.ts'
import { fetchMediaNow } from '#features/message/media.server.ts'
import { sendNow } from '#features/message/outbound.server.ts'
import { pollNow, sweep } from '#features/message/reconcile.server.ts'
import { followForNotifications } from '#features/notification/follow.server.ts'
import { type MailCarriage, type MailTask, mailNow } from '#features/notification/mail.server.ts'
import { type PushCarriage, type PushTask, pushNow } from '#features/notification/push.server.ts'
import { makePushKeys } from '#features/notification/push-keys.server.ts'
import { pushRing, pushRingOver } from '#features/notification/ring-push.server.ts'
import { trimNotifications } from '#features/notification/trim.server.ts'
import { createPresences, type Presences } from '#features/presence/presence.server.ts'
import { replyLock } from '#features/presence/reply-lock.server.ts'
import { followForSearch } from '#features/search/follow.server.ts'
import { providers as installed } from '#providers/index.ts'
import { type Batch, trim } from '#sync/feed.server.ts'
import type { Follower } from '#sync/follower.server.ts'
import { forgetNow, type RemovalTask } from '#sync/removal.server.ts'
import { createEmbeddedEngine } from '#voice/embedded-engine.server.ts'
import type { MediaEngine } from '#voice/engine.ts'
import { serveAccount } from './account.routes.ts'
import { serveAdministration } from './administration.routes.ts'
import { serveAudit } from './audit.ts'
import type { OpenCore } from './core.ts'
import { createDirectories } from './directory.ts'
import { createEgress } from './egress.ts'
import type { Env } from './env.ts'
import { serveGreetings } from './greetings.ts'
import { serveHandset } from './handset.ts'
import { serveHealth } from './health.ts'
import { createHttp } from './http.ts'
import { createHub } from './hub.ts'
import { type Jobs, type Schedule, startJobs, type Tasks } from './jobs.ts'
import { serveLines } from './lines.ts'
import { serveMedia } from './media.ts'
import { serveNotifications } from './notifications.ts'
import { servePictures } from './pictures.ts'
import { serveRealtime } from './realtime.ts'
import { queriesOf, registryOf, TABLES } from './registry.ts'
import { serveReturns } from './returns.ts'
import { serveSetup } from './setup.ts'
import { createGuesses, serveSignIn } from './sign-in.routes.ts'
import { createSignIn, type LetterTask, type SignIn } from './sign-in.ts'
import { isSessionOpen } from './sign-in-account.ts'
import { serveV1 } from './v1.ts'
import { serveWeb } from './web.ts'
import { serveWebhooks } from './webhooks.ts'

/** All parts of the product over one open core, put together in this one place. */
export type App = {
  http: FastifyInstance
  /** Begins the work that no request asks for: jobs, sweeps, heartbeats. */
  work(): Promise<void>
  close(): Promise<void>
}

const BEAT_MS = 5_000
const RECOVER_MS = 15_000

export async function createApp(
  env: Env,
  opened: OpenCore,
  providers: Providers = installed,
  ownEngine?: MediaEngine,
): Promise<App> {
  const { core, db, databaseUrl, key, secret } = opened
  const http = await createHttp(env)
  const engine = ownEngine ?? embeddedEngine(env, http.log)
  const lines = createLineDirectory(db, core.feed, providers, key)
  const inbound = createInbound(core)
  const blobs = diskBlobs(join(env.DATA_DIR, 'media'))
  const mailer = createMailer(env, env.PUBLIC_URL)
  const egress = createEgress()
  const carriage: Carriage = { core, lines, egress, publicUrl: env.PUBLIC_URL }
  const push: PushCarriage = {
    ...{ core, key, fetch: egress(env.PUSH_TRUSTED_ORIGINS), contact: contactOf(env) },
    isSessionOpen: (id) => isSessionOpen(db, id),
  }
  const directories = createDirectories({ core, key, egress, trustedOrigins: env.SSO_TRUSTED_ORIGINS })
  const entry = { core, secret, key, mailer, publicUrl: env.PUBLIC_URL }
  const signIn = createSignIn({ ...entry, databaseUrl, directories })
  const guesses = createGuesses()
  const hub = createHub(db, core.feed, TABLES)
  const presences = createPresences(db, databaseUrl)
  hub.follow((batch) => takeAlong(presences, batch))
  const home = await openHome(db, databaseUrl)
  const registry = registryOf(providers, lines, replyLock(presences), mailer, home.key, key)
  const folder = join(env.DATA_DIR, 'calls')
  const desk = createDesk({ carriage, engine, blobs, folder, home: home.key, log: http.log })

  serveHealth(http, db)
  serveSignIn(http, signIn, guesses, env.PUBLIC_URL)
  serveAccount(http, { core, signIn, guesses, directories, publicUrl: env.PUBLIC_URL })
  serveAdministration(http, { ...entry, signIn, directories })
  serveHandset(http, { core, lines, inbound, desk, signIn, secret, publicUrl: env.PUBLIC_URL })
  serveAudit(http, { core, signIn, publicUrl: env.PUBLIC_URL })
  serveNotifications(http, { ...push, mailer, signIn, secret, publicUrl: env.PUBLIC_URL })
  serveMedia(http, { db, blobs, signIn, secret })
  serveGreetings(http, { core, blobs, signIn, secret, publicUrl: env.PUBLIC_URL })
  serveReturns(http, { desk, signIn, publicUrl: env.PUBLIC_URL })
  serveLines(http, { ...carriage, key, providers, signIn })
  servePictures(http, { core, blobs, signIn, publicUrl: env.PUBLIC_URL })
  serveSetup(http, { core, key, secret, blobs, signIn, publicUrl: env.PUBLIC_URL })
  serveWebhooks(http, { core, lines, inbound, desk, publicUrl: env.PUBLIC_URL })
  serveRealtime(http, signIn, {
    core,
    hub,
    presences,
    desk,
    registry,
    queries: queriesOf(key),
    log: http.log,
    publicUrl: env.PUBLIC_URL,
  })
  serveV1(http, {
    core,
    registry,
    providers,
    files: { secret, publicUrl: env.PUBLIC_URL },
    requestsPerSecond: env.API_REQUESTS_PER_SECOND,
  })
  await serveWeb(http)

  let jobs: Jobs | undefined
  let followers: Follower[] = []
  const beating = setInterval(() => void hub.beat().catch(() => {}), BEAT_MS)
  const later = (err: unknown) => http.log.error({ err }, 'It will be tried again later')
  const recovering = setInterval(() => void recover().catch(later), RECOVER_MS)
  return { http, work, close }

  async function work(): Promise<void> {
    jobs = await startJobs(db, databaseUrl, {
      tasks: {
        ...tasksOf(carriage, inbound, blobs),
        'call.transcribe': (task: TranscribeTask) => transcribeNow({ core, blobs, key, egress }, task),
        ...signInTasks(signIn, entry),
        ...notificationTasks(push, { core, mailer, secret, publicUrl: env.PUBLIC_URL }),
      },
      schedule: SCHEDULE,
      failed: (task, err) => http.log.error({ err, task }, 'A job failed and will be tried again'),
    })
    const later = (err: unknown) => http.log.error({ err }, 'The event feed will be followed later')
    followers = [
      followForSearch(db, core.feed, later),
      followForNotifications({ core, key, lookers: presences }, later),
    ]
    await makePushKeys(core, key)
    await recover()
    // Webhooks that came while nobody listened.
    await sweepSoon(db)
  }

  // What a process that died has left, here or beside us.
  async function recover(): Promise<void> {
    await recoverCalls({ core, blobs }, home, folder)
  }

  async function close(): Promise<void> {
    clearInterval(beating)
    clearInterval(recovering)
    await desk.close()
    await engine.end()
    await http.close()
    await presences.close()
    await home.release()
    await jobs?.stop()
    await Promise.all(followers.map((follower) => follower.stop()))
    await signIn.close()
    mailer.close()
  }
}

function tasksOf(carriage: Carriage, inbound: Inbound, blobs: BlobStore): Tasks {
  return {
    'message.send': (task: MessageTask) => sendNow(carriage, task),
    'consent.refused': (task: RefusedTask) => heedCarrier(carriage.core, task),
    'message.poll': (task: MessageTask & { times: number }) => pollNow(carriage, task),
    'conversation.unassign': (task: UnassignTask) => unassignNow(carriage.core, task),
    'contact.forget': (task: ForgetTask) => forgetContact(carriage.core, task),
    'conversation.untag': (task: UntagTask) => untagAll(carriage.core, task),
    'removal.forget': (task: RemovalTask) => forgetNow(carriage.core, task),
    'media.collect': (task: CollectTask) => collectMedia(carriage.core, blobs, task),
    'inbox.share-history': (task: ShareHistoryTask) => shareHistoryNow(carriage.core, task),
    'conversation.wake': (task: WakeTask) => wakeNow(carriage.core, task),
    'message.fetch-media': (task: MessageTask) => fetchMediaNow(carriage, blobs, task),
    sweep: async () => {
      await sweep(carriage, inbound)
      await wakeOverdue(carriage.core)
    },
    'call.retain': () => removeExpiredAudio(carriage.core),
    trim: async () => {
      await trim(carriage.core.db)
      await trimNotifications(carriage.core.db)
    },
  }
}

function notificationTasks(push: PushCarriage, mail: MailCarriage): Tasks {
  return {
    'notification.push': (task: PushTask) => pushNow(push, task),
    'notification.ring': (task: RingTask) => pushRing(push, task),
    'notification.ring-over': (task: RingTask) => pushRingOver(push, task),
    'notification.mail': (task: MailTask) => mailNow(mail, task),
  }
}

// Where whoever runs a push service finds whoever runs this.
function contactOf({ PUBLIC_URL, MAIL_FROM }: Env): string {
  const address = MAIL_FROM?.match(/[^\s<>]+@[^\s<>]+/)?.[0] ?? `no-reply@${new URL(PUBLIC_URL).hostname}`
  return PUBLIC_URL.startsWith('https://') ? PUBLIC_URL : `mailto:${address}`
}

function signInTasks(signIn: SignIn, entry: Invitations): Tasks {
  return {
    'invitation.mail': (task: InvitationTask) => mailInvitation(entry, task),
    'sign-in.reset': ({ email, language }: LetterTask) => signIn.sendReset(email, language),
    'sign-in.verify': ({ email, language }: LetterTask) => signIn.sendVerification(email, language),
  }
}

function embeddedEngine(
  { HOST, MEDIA_PORT, PUBLIC_IP, MEDIA_PROCESSES }: Env,
  log: FastifyInstance['log'],
): MediaEngine {
  return createEmbeddedEngine({
    host: HOST,
    port: MEDIA_PORT,
    publicIps: PUBLIC_IP,
    processes: MEDIA_PROCESSES,
    notStarted: (problem) => log.error(problem, 'No voices: a media process did not start. See MEDIA_PORT'),
  })
}

const SCHEDULE: Schedule = [
  { task: 'sweep', at: '*/5 * * * *' },
  { task: 'trim', at: '17 * * * *' },
  { task: 'call.retain', at: '29 * * * *' },
]

// Who is at a conversation goes along when it is moved, or stays outside.
function takeAlong(presences: Presences, { workspaceId, changes }: Batch): void {
  for (const { type, ids, rows } of changes) {
    if (type !== conversationType.name) continue
    // Rows of a type are rows of that type.
    const inboxes = new Map((rows as Conversation[]).map(({ id, inboxId }) => [id, inboxId]))
    for (const id of ids) presences.moved(workspaceId, id, inboxes.get(id))
  }
}

async function sweepSoon(db: Database): Promise<void> {
  await ownerRows(db, sql`select graphile_worker.add_job('sweep', job_key => 'sweep')`)
}

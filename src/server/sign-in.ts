import type { IncomingHttpHeaders } from 'node:http'
import { betterAuth } from 'better-auth'
import { fromNodeHeaders } from 'better-auth/node'
import pg from 'pg'
import type { Mailer } from '#features/mail/mail.server.ts'
import { isGuessable } from '#features/sign-in/password.server.ts'
import {
  CONFIRMED_MS,
  type Factors,
  isStrongEnough,
  type Language,
  type Method,
  SESSION_IDLE_MS,
  type Standing,
} from '#features/sign-in/sign-in.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Core } from '#sync/write.server.ts'
import { createChallenges } from './challenges.ts'
import type { Directories } from './directory.ts'
import type { SignedIn } from './realtime.ts'
import {
  belongsOnlyTo,
  endSessions,
  factorsOf,
  hasDeclined,
  isCodeUsed,
  type Membership,
  membershipOf,
  noteUse,
  personOf,
  strengthen,
  useCode,
  userOf,
  userOfPasskey,
} from './sign-in-account.ts'
import { CODE_USED, problemOf, refusal, withoutToken } from './sign-in-answer.ts'
import { authOptions, type Callbacks } from './sign-in-auth.ts'
import { asKept, codeIn, credentialIn, emailIn, newPasswordIn } from './sign-in-body.ts'
import { createLetters } from './sign-in-letters.ts'
import { type FailedStep, recordSignIn, recordTurnedAway } from './sign-in-record.ts'
import { changeOf, type Exchange, factOf } from './sign-in-watch.ts'

/** A session that is good, and whose it is; whether it is good enough is its `member`'s workspace's to say. */
export type OpenSession = {
  id: string
  userId: string
  method: Method
  /** Whether whoever has it has just shown who they are. */
  confirmed: boolean
  /** Whether they have no second factor yet. */
  mayAddFactor: boolean
  member: Membership | undefined
}

/** Who people are. Sessions are better-auth's; which workspace a person belongs to is ours. */
export type SignIn = {
  /** Serves everything under `/api/auth/`. */
  handle(request: Request, body: unknown): Promise<Response>
  /** The member behind a request's session cookie; nobody while their workspace asks for more than they have shown. */
  whoIs(headers: IncomingHttpHeaders): Promise<SignedIn | undefined>
  sessionOf(headers: IncomingHttpHeaders): Promise<OpenSession | undefined>
  standingOf(session: OpenSession | undefined): Promise<Standing>
  factorsOf(session: OpenSession): Promise<Factors>
  isPassword(headers: IncomingHttpHeaders, password: string): Promise<boolean>
  /** Signs in and answers with the session's cookies, or with better-auth's refusal. */
  signIn(email: string, password: string, headers?: IncomingHttpHeaders): Promise<Response>
  /** Sends a link to choose another password, if somebody has this address. */
  sendReset(email: string, language: Language): Promise<void>
  /** Sends a link that confirms somebody's address. */
  sendVerification(email: string, language: Language): Promise<void>
  close(): Promise<void>
}

export type LetterTask = { email: string; language: Language }

export type SignInParts = {
  core: Core
  databaseUrl: string
  publicUrl: string
  secret: string
  key: Buffer
  mailer: Mailer
  directories: Directories
}

const USE_NOTED_EVERY_MS = 5 * 60_000
const LETTERS = 3
const LETTERS_WITHIN_MS = 15 * 60_000
// Strangers must not fill a log that is never cut.
const TURNED_AWAY = 60
const TURNED_AWAY_WITHIN_MS = 10 * 60_000

export function createSignIn(parts: SignInParts): SignIn {
  const { core, databaseUrl, directories } = parts
  const { db } = core
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'centralita',
    max: 3,
    idleTimeoutMillis: 30_000,
    onConnect: async (client) => void (await client.query('set search_path to auth')),
  })
  // A connection that breaks is replaced; whoever works with it at that moment gets the error as an answer.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const letters = createLetters(parts)
  const uses = createLimiterOf(1, USE_NOTED_EVERY_MS)
  const sent = createLimiterOf(LETTERS, LETTERS_WITHIN_MS)
  const turnedAway = createLimiterOf(TURNED_AWAY, TURNED_AWAY_WITHIN_MS)
  const challenges = createChallenges()
  const callbacks: Callbacks = {
    sendReset: letters.sendReset,
    sendVerification: letters.sendVerification,
    async passwordReset(person) {
      await recordSignIn(core, person.id, { type: 'sign-in.password-reset' })
      await letters.tellOf(person, 'password-changed')
    },
    async maySignIn(userId, path) {
      const directory = directories.workspaceOf(path)
      if (directory !== undefined) return directories.admit(directory, userId)
      return (await membershipOf(db, userId)) !== undefined
    },
    async mayLink(userId, provider) {
      const directory = directories.workspaceOf(provider)
      return directory !== undefined && belongsOnlyTo(db, userId, directory)
    },
    async mayCreate(email, provider) {
      const directory = directories.workspaceOf(provider)
      return directory !== undefined && directories.mayCreate(directory, email)
    },
    isCodeUsed: (userId, code) => isCodeUsed(db, userId, code),
  }
  const auth = betterAuth(authOptions(pool, parts, callbacks, [directories.plugin]))

  return {
    handle,
    sessionOf,
    standingOf,
    async whoIs(headers) {
      const session = await sessionOf(headers)
      const { member } = session ?? {}
      if (!session || !member || !isStrongEnough(session.method, member.role, member.secondFactor))
        return undefined
      return { workspaceId: member.workspaceId, memberId: member.memberId, sessionId: session.id }
    },
    async factorsOf({ userId }) {
      const known = await factorsOf(db, userId)
      const codes = known.authenticator ? await auth.api.viewBackupCodes({ body: { userId } }) : undefined
      return { ...known, recoveryCodesLeft: codes?.backupCodes.length ?? 0 }
    },
    isPassword: (headers, password) =>
      auth.api.verifyPassword({ body: { password }, headers: fromNodeHeaders(headers) }).then(
        () => true,
        () => false,
      ),
    signIn: (email, password, headers = {}) =>
      auth.api.signInEmail({
        body: { email, password },
        headers: new Headers({ 'user-agent': String(headers['user-agent'] ?? '') }),
        asResponse: true,
      }),
    async sendReset(email, language) {
      if (sent.take(email) > 0) return
      await letters.in(language, () => auth.api.requestPasswordReset({ body: { email } }))
    },
    async sendVerification(email, language) {
      if (sent.take(email) > 0) return
      await letters.in(language, () => auth.api.sendVerificationEmail({ body: { email } }))
    },
    close: () => pool.end(),
  }

  async function handle(request: Request, body: unknown): Promise<Response> {
    const path = new URL(request.url).pathname.slice('/api/auth'.length)
    const before = await sessionOf({ cookie: request.headers.get('cookie') ?? undefined })
    const password = newPasswordIn(body)
    if (password !== undefined && isGuessable(password, await namesOf(before)))
      return refusal('PASSWORD_COMPROMISED', 400)
    const response = await withoutToken(await auth.handler(asKept(path, request, body)))
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '')
    const begun = cookies.find((cookie) => /session_token=./.test(cookie))
    const after = begun ? await sessionOf({ cookie: begun }) : undefined
    // Used by two at the same moment, it opens to one of them.
    if (path === '/two-factor/verify-totp' && after && !(await useCode(db, after.userId, codeIn(body)))) {
      await endSessions(db, after.userId, { id: after.id })
      return refusal(CODE_USED)
    }
    // Whoever signs in anew leaves the session that this browser had.
    if (before && after) await endSessions(db, before.userId, { id: before.id })
    await note({ path, status: response.status, before, after })
    if (response.status === 401) void noteFailure(path, body, request).catch(() => {})
    const problem = path.startsWith('/callback/') ? problemOf(response) : undefined
    if (problem) await noteTurnedAway(path.slice('/callback/'.length), problem)
    const challenge = cookies.find((cookie) => /two_factor=./.test(cookie))
    if (challenge && path === '/sign-in/email')
      challenges.remember(challenge, await userOf(db, emailIn(body)))
    return response
  }

  // What everybody knows of somebody; of who only holds a link, nothing is known here.
  async function namesOf(session: OpenSession | undefined): Promise<string[]> {
    if (!session) return []
    const { name, email } = await personOf(db, session.userId)
    return [name, email]
  }

  async function note(exchange: Exchange): Promise<void> {
    const noted = factOf(exchange)
    if (!noted) return
    const { userId, fact } = noted
    if (fact.type === 'sign-in.passkey-added' && exchange.before) await strengthen(db, exchange.before.id)
    await recordSignIn(core, userId, fact)
    const change = changeOf(fact)
    // The letter may take its time; what was changed is changed.
    if (change) void letters.tellOf(await personOf(db, userId), change).catch(() => {})
  }

  // Nobody waits for it: that there was somebody to write down must not be told by how long it takes.
  async function noteFailure(path: string, body: unknown, { headers }: Request): Promise<void> {
    if (path === '/sign-in/email') return failed(await userOf(db, emailIn(body)), 'password')
    if (path === '/passkey/verify-authentication')
      return failed(await userOfPasskey(db, credentialIn(body)), 'passkey')
    if (path.startsWith('/two-factor/verify-'))
      return failed(challenges.of(headers.get('cookie') ?? ''), 'second-factor')
  }

  async function noteTurnedAway(provider: string, problem: string): Promise<void> {
    const workspaceId = directories.workspaceOf(provider)
    const known = (await directories.offered()).some((directory) => directory.provider === provider)
    if (workspaceId !== undefined && known && turnedAway.take(workspaceId) === 0)
      await recordTurnedAway(core, workspaceId, problem)
  }

  async function failed(user: { id: string } | undefined, step: FailedStep): Promise<void> {
    if (user) await recordSignIn(core, user.id, { type: 'sign-in.failed', step })
  }

  async function sessionOf({ cookie }: IncomingHttpHeaders): Promise<OpenSession | undefined> {
    if (!cookie) return undefined
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) })
    if (!found) return undefined
    const { id, userId, method, createdAt, updatedAt, confirmedAt } = found.session
    const now = Date.now()
    if (now - updatedAt.getTime() > SESSION_IDLE_MS) {
      await endSessions(db, userId, { id })
      return undefined
    }
    if (uses.take(id) === 0 && now - updatedAt.getTime() > USE_NOTED_EVERY_MS) await noteUse(db, id)
    const shown = Math.max(createdAt.getTime(), confirmedAt?.getTime() ?? 0)
    const [member, { passkeys, authenticator }] = await Promise.all([
      membershipOf(db, userId),
      factorsOf(db, userId),
    ])
    return {
      ...{ id, userId, member },
      method: method as Method, // The column holds nothing else.
      confirmed: now - shown < CONFIRMED_MS,
      mayAddFactor: passkeys.length === 0 && !authenticator,
    }
  }

  async function standingOf(session: OpenSession | undefined): Promise<Standing> {
    if (!session?.member) return { at: 'outside' }
    const { role, demo, secondFactor } = session.member
    const { passkeys, authenticator } = await factorsOf(db, session.userId)
    if (!isStrongEnough(session.method, role, secondFactor))
      return { at: 'second-factor', has: passkeys.length > 0 ? 'passkey' : 'nothing' }
    const without = session.method === 'password' && passkeys.length === 0 && !authenticator
    const offer = without && role !== 'member' && !demo && !(await hasDeclined(db, session.userId))
    return { at: 'inside', offer }
  }
}

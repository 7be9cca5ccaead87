import { passkey } from '@better-auth/passkey'
import { APIError, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth'
import { createAuthMiddleware } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type pg from 'pg'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '#features/sign-in/password.ts'
import { type Method, RESET_MS, SESSION_MS, VERIFY_MS } from '#features/sign-in/sign-in.ts'
import { isLoopbackHost } from '#kit/host.ts'
import { uuidv7 } from '#kit/id.ts'
import { CODE_USED, PROBLEM_PATH } from './sign-in-answer.ts'
import { codeIn } from './sign-in-body.ts'
import { newRecoveryCodes, recoveryStorage } from './sign-in-recovery.ts'

export type Person = { id: string; name: string; email: string; emailVerified: boolean }

/** What the library asks of us, and tells us. */
export type Callbacks = {
  sendReset(person: Person, token: string): Promise<void>
  sendVerification(person: Person, token: string): Promise<void>
  passwordReset(person: Person): Promise<void>
  /** False when this person must not be signed in this way. */
  maySignIn(userId: string, path: string): Promise<boolean>
  mayLink(userId: string, provider: string): Promise<boolean>
  mayCreate(email: string, provider: string): Promise<boolean>
  /** Whether this code of their authenticator has opened something before. */
  isCodeUsed(userId: string, code: string): Promise<boolean>
}

/** How people sign in: everything that is said to the library, in one place. */
export function authOptions(
  pool: pg.Pool,
  { publicUrl, secret }: { publicUrl: string; secret: string },
  callbacks: Callbacks,
  plugins: BetterAuthPlugin[],
) {
  const secure = publicUrl.startsWith('https://')
  return {
    appName: 'Centralita',
    database: pool,
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: ownOrigins(publicUrl),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      resetPasswordTokenExpiresIn: RESET_MS / 1_000,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => callbacks.sendReset(user, token),
      onPasswordReset: ({ user }) => callbacks.passwordReset(user),
    },
    emailVerification: {
      expiresIn: VERIFY_MS / 1_000,
      sendVerificationEmail: ({ user, token }) => callbacks.sendVerification(user, token),
    },
    // Who reads the table learns no token that still works.
    verification: { storeIdentifier: 'hashed' },
    session: {
      expiresIn: SESSION_MS / 1_000,
      // It ends when it ends: that it is used is noted elsewhere.
      disableSessionRefresh: true,
      freshAge: 0,
      additionalFields: {
        method: { type: 'string', input: false, defaultValue: 'password' },
        confirmedAt: { type: 'date', input: false, required: false },
      },
    },
    account: {
      // Nobody asks the directory for anything later.
      encryptOAuthTokens: true,
      updateAccountOnSignIn: false,
      accountLinking: { enabled: true },
    },
    user: {
      validateUserInfo: async ({ user, source }) => {
        const provider = source.method === 'oauth' ? (source.oauth?.providerId ?? '') : ''
        if (source.action === 'sign-in') return undefined
        const wanted =
          source.action === 'link-account'
            ? await callbacks.mayLink(String(user.id), provider)
            : await callbacks.mayCreate(String(user.email), provider)
        return wanted ? undefined : { error: 'not_a_member' }
      },
    },
    hooks: {
      // Before the library takes the step for done: who waits for the next code need not begin anew.
      before: createAuthMiddleware(async (context) => {
        if (context.path !== '/two-factor/verify-totp') return
        const { createAuthCookie, internalAdapter, secret } = context.context
        const key = await context.getSignedCookie(createAuthCookie('two_factor').name, secret)
        const asked = key ? await internalAdapter.findVerificationValue(key) : null
        if (asked && (await callbacks.isCodeUsed(asked.value, codeIn(context.body))))
          throw new APIError('UNAUTHORIZED', { code: CODE_USED })
      }),
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            const path = context?.path ?? ''
            if (!(await callbacks.maySignIn(session.userId, context?.params?.id ?? path)))
              throw new APIError('FORBIDDEN', { code: 'not_a_member' })
            return { data: { ...session, method: methodOf(path, session) } }
          },
        },
      },
    },
    plugins: [
      passkey({
        rpID: passkeyDomain(publicUrl),
        origin: ownOrigins(publicUrl),
        rpName: 'Centralita',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        // With the device alone it would be one factor: it must also have seen its owner.
        registration: { afterVerification: ({ verification }) => mustBeSeen(verification.registrationInfo) },
        authentication: {
          afterVerification: ({ verification }) => mustBeSeen(verification.authenticationInfo),
        },
        advanced: { webAuthnChallengeCookie: 'passkey' },
      }),
      twoFactor({
        issuer: 'Centralita',
        allowPasswordless: true,
        backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes, storeBackupCodes: recoveryStorage },
      }),
      ...plugins,
    ],
    // Its own limit counts every request of an address; ours, where it is served, only wrong passwords.
    rateLimit: { enabled: false },
    advanced: {
      // `__Host-` binds a cookie to this very host and to TLS. On http there is only loopback, where neither is possible.
      cookiePrefix: secure ? '__Host-centralita' : 'centralita',
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => uuidv7() },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // To the one place where the unexpected is met; what is only refused is still answered as such.
    onAPIError: { throw: true, errorURL: publicUrl + PROBLEM_PATH },
  } satisfies BetterAuthOptions
}

// On one's own machine the same server has several names.
function ownOrigins(publicUrl: string): string[] {
  const { origin, hostname, port } = new URL(publicUrl)
  return isLoopbackHost(hostname)
    ? [origin, `http://localhost:${port}`, `http://127.0.0.1:${port}`]
    : [origin]
}

// A passkey belongs to a name, never to a number; one's own machine has one.
function passkeyDomain(publicUrl: string): string {
  const { hostname } = new URL(publicUrl)
  return isLoopbackHost(hostname) ? 'localhost' : hostname
}

function methodOf(path: string, session: Record<string, unknown>): Method {
  if (path.startsWith('/callback/')) return 'single-sign-on'
  const known = METHODS_BY_PATH[path]
  if (known) return known
  // A session that takes the place of another one is as good as that was.
  const before = session.method
  return before === 'passkey' || before === 'single-sign-on' ? before : 'password'
}

const METHODS_BY_PATH: Record<string, Method> = {
  '/two-factor/verify-totp': 'authenticator',
  '/two-factor/verify-backup-code': 'recovery-code',
  '/passkey/verify-authentication': 'passkey',
}

function mustBeSeen(info: { userVerified?: boolean } | undefined): void {
  if (!info?.userVerified) throw new APIError('UNAUTHORIZED', { code: 'USER_NOT_VERIFIED' })
}

import type { IncomingHttpHeaders } from 'node:http'
import { betterAuth } from 'better-auth'
import { fromNodeHeaders } from 'better-auth/node'
import pg from 'pg'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { SHORTEST_PASSWORD } from '#features/onboarding/onboarding.api.ts'
import { isLoopbackHost } from '#kit/host.ts'
import type { SignedIn } from './realtime.ts'

/** Who people are. Sessions are better-auth's; which workspace a person belongs to is ours. */
export type SignIn = {
  /** Serves everything under `/api/auth/`. */
  handle(request: Request): Promise<Response>
  /** The member behind a request's session cookie. */
  whoIs(headers: IncomingHttpHeaders): Promise<SignedIn | undefined>
  /** Signs in and answers with the session's cookies, or with better-auth's refusal. */
  signIn(email: string, password: string): Promise<Response>
  close(): Promise<void>
}

export function createSignIn(
  db: Database,
  databaseUrl: string,
  options: { publicUrl: string; secret: string },
): SignIn {
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
  const auth = betterAuth({
    database: pool,
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: ownOrigins(options.publicUrl),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: SHORTEST_PASSWORD },
    // Its own limit counts every request of an address; ours, where it is served, only wrong passwords.
    rateLimit: { enabled: false },
    advanced: { cookiePrefix: 'centralita', ipAddress: { disableIpTracking: true } },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // To the one place where the unexpected is met; what is only refused is still answered as such.
    onAPIError: { throw: true },
  })

  return {
    handle: (request) => auth.handler(request),
    async whoIs(headers) {
      if (!headers.cookie) return undefined
      const session = await auth.api.getSession({ headers: fromNodeHeaders(headers) })
      return session ? membershipOf(db, session.user.id) : undefined
    },
    signIn: (email, password) => auth.api.signInEmail({ body: { email, password }, asResponse: true }),
    close: () => pool.end(),
  }
}

// On one's own machine the same server has several names.
function ownOrigins(publicUrl: string): string[] {
  const { origin, hostname, port } = new URL(publicUrl)
  return isLoopbackHost(hostname)
    ? [origin, `http://localhost:${port}`, `http://127.0.0.1:${port}`]
    : [origin]
}

async function membershipOf(db: Database, userId: string): Promise<SignedIn | undefined> {
  const [first] = await ownerRows(
    db,
    sql<SignedIn>`select workspace_id as "workspaceId", member_id as "memberId" from auth.membership
      where user_id = ${userId} order by workspace_id limit 1`,
  )
  return first
}

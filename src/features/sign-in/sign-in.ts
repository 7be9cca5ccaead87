import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const LANGUAGES = ['en', 'es', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** How somebody came in. All but the password alone are as good as two factors. */
export const METHODS = ['password', 'authenticator', 'recovery-code', 'passkey', 'single-sign-on'] as const
export type Method = (typeof METHODS)[number]

export const SECOND_FACTORS = ['offered', 'admins', 'everyone'] as const
export type SecondFactor = (typeof SECOND_FACTORS)[number]

/** Of whom a workspace asks more than a password. Without a row it is offered to owners and admins. */
export const signInPolicyType = syncedType(
  'sign_in_policy',
  z.object({
    id: z.string(),
    secondFactor: z.enum(SECOND_FACTORS),
    changedAt: z.iso.datetime(),
    changedBy: z.string(),
  }),
  { audience: () => null },
)

export type SignInPolicy = z.output<typeof signInPolicyType.row>

/** Whether a password alone lets this member in. */
export function isStrongEnough(
  method: Method,
  role: 'owner' | 'admin' | 'member',
  asked: SecondFactor,
): boolean {
  if (method !== 'password') return true
  return asked === 'offered' || (asked === 'admins' && role === 'member')
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A session that nobody uses ends, and so does each after a while. */
export const SESSION_IDLE_MS = 7 * DAY
export const SESSION_MS = 30 * DAY

/** For how long whoever has shown who they are may change how they sign in. */
export const CONFIRMED_MS = 10 * MINUTE

/** How long the links in letters are good. */
export const RESET_MS = 60 * MINUTE
export const VERIFY_MS = DAY

/** A browser in which a member is signed in, as they are told of it. */
export type Session = {
  id: string
  current: boolean
  browser: string
  system: string
  phone: boolean
  method: Method
  createdAt: string
  lastUsedAt: string
}

/** The member's own ways to sign in. */
export type Factors = {
  email: string
  emailVerified: boolean
  password: boolean
  authenticator: boolean
  recoveryCodesLeft: number
  passkeys: { id: string; name: string; createdAt: string }[]
}

/** Where a browser stands before, and while, somebody is signed in. */
export type Standing =
  | { at: 'outside' }
  | { at: 'inside'; offer: boolean }
  /** The workspace asks for more than a password. With a passkey there is one to show, otherwise one to set up. */
  | { at: 'second-factor'; has: 'passkey' | 'nothing' }

/** The ways in that a stranger is shown beside the password. */
export type Directory = { provider: string; label: string }

/** A link that no letter could carry, for an owner or admin to pass on to the member. */
export const pendingLinkRow = z.object({
  id: z.string(),
  memberId: z.string(),
  kind: z.enum(['reset', 'verify']),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})

export const pendingLinkType = syncedType('pending_link', pendingLinkRow)

export type PendingLink = z.output<typeof pendingLinkType.row>

/**
 * The company's own directory of people, by OpenID Connect; owners and admins see it. `joins`: whoever the directory
 * knows becomes a member when they first come.
 */
export const singleSignOnRow = z.object({
  id: z.string(),
  label: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  joins: z.boolean(),
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
})

export const singleSignOnType = syncedType('single_sign_on', singleSignOnRow)

export type SingleSignOn = z.output<typeof singleSignOnType.row>

import type { Change } from '#features/sign-in/letters.ts'
import type { OpenSession } from './sign-in.ts'
import type { SignInFact } from './sign-in-record.ts'

/** One request to sign-in, and what became of it: whose session it came with, and whose it left. */
export type Exchange = {
  path: string
  status: number
  before: OpenSession | undefined
  after: OpenSession | undefined
}

/** What an exchange that went well means for somebody's account. */
export function factOf({
  path,
  status,
  before,
  after,
}: Exchange): { userId: string; fact: SignInFact } | undefined {
  if (status >= 400) return undefined
  if (after && (!before || SIGNS_IN.test(path)))
    return { userId: after.userId, fact: { type: 'sign-in.succeeded', method: after.method } }
  const type = FACTS[path]
  return before && type && { userId: before.userId, fact: { type } }
}

/** Of what the person is told by letter. */
export function changeOf(fact: SignInFact): Change | undefined {
  return CHANGES.find((change) => fact.type === `sign-in.${change}`)
}

const SIGNS_IN = /^\/(sign-in\/|callback\/|passkey\/verify-authentication)/

type Plain = Exclude<SignInFact['type'], 'sign-in.succeeded' | 'sign-in.failed' | 'sign-in.sessions-ended'>

const FACTS: Record<string, Plain> = {
  '/sign-out': 'sign-in.ended',
  '/change-password': 'sign-in.password-changed',
  '/verify-email': 'sign-in.email-verified',
  '/two-factor/verify-totp': 'sign-in.authenticator-added',
  '/two-factor/disable': 'sign-in.authenticator-removed',
  '/two-factor/generate-backup-codes': 'sign-in.recovery-codes-renewed',
  '/passkey/verify-registration': 'sign-in.passkey-added',
  '/passkey/delete-passkey': 'sign-in.passkey-removed',
}

const CHANGES: readonly Change[] = [
  'password-changed',
  'authenticator-added',
  'authenticator-removed',
  'passkey-added',
  'passkey-removed',
]

import { useTranslations } from 'use-intl'
import { useProblemText } from '#ui/problem-text.tsx'

const WORDS = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong',
  INVALID_EMAIL: 'wrong',
  INVALID_PASSWORD: 'wrongPassword',
  'wrong-password': 'wrongPassword',
  VALIDATION_ERROR: 'wrong',
  not_a_member: 'notMember',
  INVALID_CODE: 'wrongCode',
  'code-used': 'usedCode',
  INVALID_BACKUP_CODE: 'wrongRecoveryCode',
  INVALID_TWO_FACTOR_COOKIE: 'startAgain',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'tooManyCodes',
  ACCOUNT_TEMPORARILY_LOCKED: 'tooOften',
  INVALID_TOKEN: 'linkOver',
  TOKEN_EXPIRED: 'linkOver',
  PASSWORD_TOO_SHORT: 'tooShort',
  PASSWORD_COMPROMISED: 'common',
  'too-many-attempts': 'tooOften',
  'too-many-requests': 'tooOften',
  'rate-limited': 'tooOften',
  'second-factor': 'showFactor',
  'no-passkey': 'noPasskey',
  PASSKEY_NOT_FOUND: 'unknownPasskey',
  AUTHENTICATION_FAILED: 'unknownPasskey',
  USER_NOT_VERIFIED: 'unknownPasskey',
  CHALLENGE_NOT_FOUND: 'startAgain',
  PREVIOUSLY_REGISTERED: 'knownPasskey',
} as const

/** Why signing in, or a change of how one does, was refused. */
export function useSignInWords(): (code: string) => string {
  const t = useTranslations('sign-in')
  const problemText = useProblemText()
  return (code) => {
    const known = Object.entries(WORDS).find(([name]) => name === code)?.[1]
    return known ? t(`problem.${known}`) : problemText({ code })
  }
}

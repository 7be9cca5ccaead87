import { useTranslations } from 'use-intl'
import { Link } from '#ui/navigation.tsx'
import { Entrance, QUIET_LINK } from './Entrance.tsx'

const KNOWN = {
  not_a_member: 'notMember',
  account_not_linked: 'notConfirmed',
  access_denied: 'denied',
  please_restart_the_process: 'over',
  state_not_found: 'over',
  state_mismatch: 'over',
} as const

/** The company's directory has not let somebody in. */
export function SignInProblemPage({ code }: { code: string }) {
  const t = useTranslations('sign-in')
  const known = Object.entries(KNOWN).find(([name]) => name === code)?.[1] ?? 'other'
  return (
    <Entrance title={t('directoryProblem.title')} text={t(`directoryProblem.${known}`)}>
      <Link to="/" className={QUIET_LINK}>
        {t('toSignIn')}
      </Link>
    </Entrance>
  )
}

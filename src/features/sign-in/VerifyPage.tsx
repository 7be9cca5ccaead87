import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { Entrance, QUIET_LINK } from './Entrance.tsx'

/** Confirms an address for who holds the link of a letter. */
export function VerifyPage({ token }: { token: string }) {
  const t = useTranslations('sign-in')
  const [state, setState] = useState<'asking' | 'done' | 'over'>('asking')
  useEffect(() => {
    void request(`/api/auth/verify-email?token=${encodeURIComponent(token)}`).then((result) =>
      setState(result.ok ? 'done' : 'over'),
    )
  }, [token])
  return (
    <Entrance title={t(`verify.${state}`)} text={t(`verify.${state}Text`)}>
      <Link to="/" className={QUIET_LINK}>
        {t('toInbox')}
      </Link>
    </Entrance>
  )
}

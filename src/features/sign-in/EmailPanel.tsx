import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import type { Factors } from './sign-in.ts'

/** The address that letters go to, and whether they are known to arrive. */
export function EmailPanel({ factors: { email, emailVerified } }: { factors: Factors }) {
  const t = useTranslations('sign-in')
  const language = useLocale().slice(0, 2)
  const [asked, setAsked] = useState(false)
  return (
    <Panel
      title={t('email')}
      text={
        <>
          {email} · {emailVerified ? t('emailPanel.confirmed') : t('emailPanel.open')}
        </>
      }
      action={
        !emailVerified && (
          <Button disabled={asked} onClick={() => void ask()}>
            {asked ? t('emailPanel.sent') : t('emailPanel.action')}
          </Button>
        )
      }
    />
  )

  async function ask(): Promise<void> {
    setAsked(true)
    await request('/api/account/verify-email', { language })
  }
}

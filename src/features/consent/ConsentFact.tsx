import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Conversation } from '#features/conversation/conversation.ts'
import { Button } from '#ui/Button.tsx'
import { useConsent, useSinceWords } from './consent-hooks.tsx'
import { OptInDialog } from './OptInDialog.tsx'

/** CT-6: among a conversation's details, whether its customer wants texts, since when not, and from whom that is known. */
export function ConsentFact({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('consent')
  const since = useSinceWords(true)
  const { optedOut, optOut } = useConsent(conversation)
  const [agreeing, setAgreeing] = useState(false)
  return (
    <section aria-label={t('details.name')} className="flex flex-col items-start gap-2">
      <h3 className="text-sm font-medium text-muted">{t('details.name')}</h3>
      <p className={optedOut ? 'text-danger' : undefined}>
        {optedOut ? since(optedOut) : t('details.wanted')}
      </p>
      {optedOut ? (
        <Button onClick={() => setAgreeing(true)}>{t('locked.again')}</Button>
      ) : (
        <Button onClick={optOut}>{t('optOut')}</Button>
      )}
      {agreeing && <OptInDialog conversation={conversation} onClose={() => setAgreeing(false)} />}
    </section>
  )
}

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Conversation } from '#features/conversation/conversation.ts'
import { lineType } from '#features/line/line.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SwitchField } from '#ui/Field.tsx'
import { useConsent } from './consent-hooks.tsx'

type Props = { conversation: Conversation; onAct?(): void; onClose(): void }

/** CT-6: that somebody wants texts again is written down, so whoever says it says that the customer has agreed. */
export function OptInDialog({ conversation, onAct, onClose }: Props) {
  const t = useTranslations('consent')
  const { who, optedOut, optIn } = useConsent(conversation)
  const line = useRow(lineType, conversation.lineId)
  const [agreed, setAgreed] = useState(false)
  // A carrier that has heard it itself listens to nobody else.
  const blocked = optedOut !== null && optedOut.source !== 'member'
  return (
    <Dialog title={t('agree.title', { who })} onClose={onClose}>
      <form onSubmit={confirm} className="flex flex-col gap-4">
        <p>{t('agree.text')}</p>
        <SwitchField
          label={t('agree.agreed', { who })}
          hint={blocked && line ? t('agree.carrier', { number: line.display }) : undefined}
          checked={agreed}
          onChange={setAgreed}
        />
        <Button type="submit" look="primary" disabled={!agreed} className="self-end">
          {t('agree.confirm')}
        </Button>
      </form>
    </Dialog>
  )

  function confirm(event: FormEvent): void {
    event.preventDefault()
    if (!agreed) return
    onAct?.()
    optIn()
    onClose()
  }
}

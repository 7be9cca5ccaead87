import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { ApiKey } from './api-key.ts'

/** A revoked key is not given back: whoever uses it needs another one. */
export function RevokeKeyDialog({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const t = useTranslations('api-key')
  const problemText = useProblemText()
  const { connection } = useSync()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={t('revokeName', { name })} onClose={onClose}>
      <p>{t('revokeText')}</p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t('keep')}</Button>
        <Button look="danger" disabled={busy} onClick={() => void revoke()}>
          {t('revokeForGood')}
        </Button>
      </div>
    </Dialog>
  )

  async function revoke(): Promise<void> {
    setBusy(true)
    const result = await connection.call('api-key.revoke', { id })
    if (result.ok) toasts.say(t('revoked', { name }))
    else toasts.problem(problemText(result.error))
    onClose()
  }
}

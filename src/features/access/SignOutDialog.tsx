import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Member } from '#features/member/member.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'

/** Ends all sessions of somebody who has lost a device, or whose account others may be in. */
export function SignOutDialog({ member: { id, name }, onClose }: { member: Member; onClose(): void }) {
  const t = useTranslations('access')
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog title={t('signOut.title', { name })} onClose={onClose}>
      <p>{t('signOut.text', { name })}</p>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t('signOut.cancel')}</Button>
        <Button look="danger" disabled={busy} onClick={() => void signOut()}>
          {t('signOut.action')}
        </Button>
      </div>
    </Dialog>
  )

  async function signOut(): Promise<void> {
    setBusy(true)
    const result = await request(`/api/members/${id}/end-sessions`, {})
    // What our own server says of it.
    if (result.ok) toasts.say(t('signOut.done', { name, count: (result.value as { count: number }).count }))
    else toasts.problem(problemText({ code: result.error.code }))
    onClose()
  }
}

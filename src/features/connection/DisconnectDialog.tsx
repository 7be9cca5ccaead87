import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { isSure, SureField } from '#features/access/SureField.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { ShownLine } from './connection.api.ts'

/** Customers who write to this number will hear nothing: whoever does it types which one it is. */
export function DisconnectDialog({
  line: { id, display },
  onClose,
  onDone,
}: {
  line: ShownLine
  onClose(): void
  onDone(): void
}) {
  const t = useTranslations('connection')
  const problemText = useProblemText()
  const { connection } = useSync()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const sure = isSure(typed, display)
  return (
    <Dialog title={t('disconnect.name', { number: display })} onClose={onClose}>
      <form onSubmit={(event) => void disconnect(event)} className="flex flex-col gap-4">
        <p>{t('disconnect.happens')}</p>
        <SureField name={display} typed={typed} onChange={setTyped} problem={problem} />
        <Button type="submit" look="danger" disabled={!sure} className="self-end">
          {t('disconnect.action')}
        </Button>
      </form>
    </Dialog>
  )

  async function disconnect(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!sure) return
    const result = await connection.call('line.disconnect', { lineId: id, confirmed: true })
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('disconnect.done', { number: display }))
    onDone()
  }
}

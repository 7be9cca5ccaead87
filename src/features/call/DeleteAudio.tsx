import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { toasts } from '#ui/toasts.ts'
import { useCallProblem } from './call-hooks.tsx'

/** What was said cannot be brought back: that asks for more than a click. */
export function DeleteAudio(props: { callId: string; kind: 'recording' | 'voicemail'; onClose(): void }) {
  const { callId, kind, onClose } = props
  const t = useTranslations('call')
  const { connection } = useSync()
  const problemText = useCallProblem()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const name = t(`kind.${kind}`)
  const word = t('deleteWord')
  const sure = typed.trim().toLowerCase() === word.toLowerCase()
  return (
    <Dialog title={t('deleteTitle', { name })} onClose={onClose}>
      <form onSubmit={(event) => void remove(event)} className="flex flex-col gap-4">
        <p>{t('deleteText')}</p>
        <TextField
          label={t('deleteType', { word })}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          problem={problem}
          autoComplete="off"
        />
        <Button type="submit" look="danger" disabled={!sure} className="self-end">
          {t('deleteForGood')}
        </Button>
      </form>
    </Dialog>
  )

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!sure) return
    const result = await connection.call('call.delete-audio', { callId, kind })
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('deleted', { name }))
    onClose()
  }
}

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { Conversation } from './conversation.ts'

/** ST-12: the one thing that cannot be taken back asks for more than a click. */
export function DeleteDialog({ conversation, onClose }: { conversation: Conversation; onClose(): void }) {
  const t = useTranslations('conversation')
  const problemText = useProblemText()
  const { connection } = useSync()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const name = useContactName(conversation.contactId, conversation.display)
  const word = t('delete.word')
  const sure = typed.trim().toLowerCase() === word.toLowerCase()
  return (
    <Dialog title={t('delete.title', { name })} onClose={onClose}>
      <form onSubmit={(event) => void remove(event)} className="flex flex-col gap-4">
        <p>{t('delete.text')}</p>
        <TextField
          label={t('delete.type', { word })}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          problem={problem}
          autoComplete="off"
        />
        <Button type="submit" look="danger" disabled={!sure} className="self-end">
          {t('delete.forGood')}
        </Button>
      </form>
    </Dialog>
  )

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!sure) return
    const result = await connection.call('conversation.delete', { id: conversation.id, confirmed: true })
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('delete.done'))
    onClose()
  }
}

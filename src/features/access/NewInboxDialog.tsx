import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '#features/member/member-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { useMembers } from './access-hooks.tsx'

/** A new inbox with its first members. */
export function NewInboxDialog({ onClose, onMade }: { onClose(): void; onMade(): void }) {
  const t = useTranslations('access')
  const problemText = useProblemText()
  const { connection } = useSync()
  const me = useMe()
  const others = useMembers().filter(({ id }) => id !== me?.id)
  const [name, setName] = useState('')
  const [emoji, setEmoji] = useState('💬')
  const [chosen, choose] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<string>()
  return (
    <Dialog title={t('inboxes.new')} onClose={onClose}>
      <form onSubmit={(event) => void make(event)} className="flex flex-col gap-4">
        <div className="grid grid-cols-[1fr_5rem] gap-3">
          <TextField
            label={t('inbox.name')}
            value={name}
            onChange={({ target }) => setName(target.value)}
            problem={problem}
            maxLength={60}
            required
          />
          <TextField
            label={t('inbox.emoji')}
            value={emoji}
            onChange={({ target }) => setEmoji(target.value)}
            maxLength={16}
            required
          />
        </div>
        <fieldset className="flex flex-col gap-2">
          <legend className="pb-1.5 text-sm font-medium">{t('inboxes.with')}</legend>
          {others.map((member) => (
            <label key={member.id} className="flex items-center gap-2 phone:min-h-11">
              <input
                type="checkbox"
                checked={chosen.includes(member.id)}
                onChange={({ target }) => toggle(member.id, target.checked)}
                className="size-4 accent-accent"
              />
              {member.name}
            </label>
          ))}
        </fieldset>
        <Button type="submit" look="primary" disabled={!name.trim() || !emoji.trim()} className="self-end">
          {t('inboxes.make')}
        </Button>
      </form>
    </Dialog>
  )

  function toggle(id: string, on: boolean): void {
    const others = chosen.filter((one) => one !== id)
    choose(on ? [...others, id] : others)
  }

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault()
    const about = { name: name.trim(), emoji: emoji.trim(), memberIds: chosen }
    const result = await connection.call('inbox.create', about)
    if (!result.ok) return setProblem(problemText(result.error))
    onMade()
    onClose()
    // What this command answers.
    navigate(`/settings/inboxes/${(result.value as { inboxId: string }).inboxId}`)
  }
}

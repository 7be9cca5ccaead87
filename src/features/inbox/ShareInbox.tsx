import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { Inbox } from './inbox.ts'

/** INB-11: makes a private number the team's. What was said until now stays here, until its owner shares that too. */
export function ShareInbox({ inbox, onDone }: { inbox: Inbox; onDone(): void }) {
  const t = useTranslations('inbox')
  const problemText = useProblemText()
  const { store, connection } = useSync()
  const [name, setName] = useState(inbox.name)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [problem, setProblem] = useState<string>()
  const others = store
    .all(memberType)
    .filter(({ id, removedAt }) => id !== inbox.ownerId && removedAt === null)
  return (
    <form onSubmit={(event) => void share(event)} className="flex flex-col gap-4 border-t border-line pt-4">
      <p className="text-sm text-muted">{t('share.text')}</p>
      <TextField
        label={t('share.name')}
        value={name}
        onChange={({ target }) => setName(target.value)}
        problem={problem}
        maxLength={60}
        required
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1.5 text-sm font-medium">{t('share.with')}</legend>
        {others.map((member) => (
          <label key={member.id} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={chosen.has(member.id)}
              onChange={({ target }) => setChosen(toggled(chosen, member.id, target.checked))}
              className="size-4 accent-accent"
            />
            {member.name}
          </label>
        ))}
      </fieldset>
      <Button type="submit" disabled={chosen.size === 0 || name.trim() === ''} className="self-end">
        {t('share.action')}
      </Button>
    </form>
  )

  async function share(event: FormEvent): Promise<void> {
    event.preventDefault()
    const { id: inboxId, emoji } = inbox
    const wanted = { inboxId, name: name.trim(), emoji, memberIds: [...chosen] }
    const result = await connection.call('inbox.share', wanted)
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('share.done', { name: name.trim() }))
    onDone()
  }
}

/** INB-11: what was said while the number was private becomes everybody's who is in the inbox. */
export function ShareHistory({ inbox, onDone }: { inbox: Inbox; onDone(): void }) {
  const t = useTranslations('inbox')
  const problemText = useProblemText()
  const { connection } = useSync()
  return (
    <div className="flex items-center gap-4 border-t border-line pt-4">
      <p className="flex-1 text-sm text-muted">{t('share.historyText')}</p>
      <Button onClick={() => void share()}>{t('share.history')}</Button>
    </div>
  )

  async function share(): Promise<void> {
    const result = await connection.call('inbox.share-history', { inboxId: inbox.id })
    if (!result.ok) return toasts.problem(problemText(result.error))
    toasts.say(t('share.historyDone'))
    onDone()
  }
}

function toggled(chosen: ReadonlySet<string>, id: string, on: boolean): ReadonlySet<string> {
  const next = new Set(chosen)
  if (on) next.add(id)
  else next.delete(id)
  return next
}

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { transferOwnershipCommand } from '#features/member/member.api.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { useMembers } from './access-hooks.tsx'
import { isSure, SureField } from './SureField.tsx'

/** AD-3: the owner hands the workspace on, and is an admin from then on. */
export function TransferDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('access')
  const problemText = useProblemText()
  const { connection } = useSync()
  const me = useMe()
  const others = useMembers().filter(({ id }) => id !== me?.id)
  const [memberId, choose] = useState(others[0]?.id ?? '')
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const name = others.find(({ id }) => id === memberId)?.name ?? ''
  const sure = isSure(typed, name)
  return (
    <Dialog title={t('transfer.title')} onClose={onClose}>
      <form onSubmit={(event) => void hand(event)} className="flex flex-col gap-4">
        <p>{t('transfer.text')}</p>
        <SelectField
          label={t('transfer.to')}
          value={memberId}
          onChange={({ target }) => choose(target.value)}
        >
          {others.map((other) => (
            <option key={other.id} value={other.id}>
              {other.name}
            </option>
          ))}
        </SelectField>
        <SureField name={name} typed={typed} onChange={setTyped} problem={problem} />
        <Button type="submit" look="danger" disabled={!sure} className="self-end">
          {t('transfer.do')}
        </Button>
      </form>
    </Dialog>
  )

  async function hand(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!sure) return
    const result = await connection.call(transferOwnershipCommand.name, { memberId, confirmed: true })
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('transfer.done', { name }))
    onClose()
  }
}

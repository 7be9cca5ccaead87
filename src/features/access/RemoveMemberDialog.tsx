import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Member } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { useMembers } from './access-hooks.tsx'
import { isSure, SureField } from './SureField.tsx'

/** AD-3: takes somebody out of the workspace, and says what becomes of what they have open. */
export function RemoveMemberDialog({ member, onClose }: { member: Member; onClose(): void }) {
  const t = useTranslations('access')
  const problemText = useProblemText()
  const { connection } = useSync()
  const [heirId, setHeir] = useState('')
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const heirs = useMembers().filter(({ id, available }) => id !== member.id && available)
  const sure = isSure(typed, member.name)
  return (
    <Dialog title={t('remove.title', { name: member.name })} onClose={onClose}>
      <form onSubmit={(event) => void remove(event)} className="flex flex-col gap-4">
        <p>{t('remove.text')}</p>
        <SelectField
          label={t('remove.heir')}
          hint={t('remove.heirHint')}
          value={heirId}
          onChange={({ target }) => setHeir(target.value)}
        >
          <option value="">{t('remove.nobody')}</option>
          {heirs.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <SureField name={member.name} typed={typed} onChange={setTyped} problem={problem} />
        <Button type="submit" look="danger" disabled={!sure} className="self-end">
          {t('remove.action')}
        </Button>
      </form>
    </Dialog>
  )

  async function remove(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!sure) return
    const wanted = { memberId: member.id, heirId: heirId || null, confirmed: true }
    const result = await connection.call('member.remove', wanted)
    if (!result.ok) return setProblem(problemText(result.error))
    toasts.say(t('remove.done', { name: member.name }))
    onClose()
  }
}

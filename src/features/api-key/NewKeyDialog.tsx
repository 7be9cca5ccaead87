import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { CopyField } from '#ui/CopyField.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { SCOPES } from '#v1/scope.ts'
import { KeyLimit } from './KeyLimit.tsx'
import { newKey } from './new-key.tsx'

const DAYS = [30, 90, 365]
const A_DAY_MS = 86_400_000

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ onClose }: { onClose(): void }) {
  const t = useTranslations('api-key')
  const [made, setMade] = useState<string>()
  return (
    <Dialog title={t('new')} onClose={onClose}>
      {made === undefined ? <NewKeyForm onMade={setMade} /> : <MadeKey text={made} onDone={onClose} />}
    </Dialog>
  )
}

function MadeKey({ text, onDone }: { text: string; onDone(): void }) {
  const t = useTranslations('api-key')
  return (
    <div className="flex flex-col gap-4">
      <p>{t('once')}</p>
      <CopyField label={t('key')} value={text} />
      <Button look="primary" className="self-end" onClick={onDone}>
        {t('stored')}
      </Button>
    </div>
  )
}

function NewKeyForm({ onMade }: { onMade(text: string): void }) {
  const t = useTranslations('api-key')
  const problemText = useProblemText()
  const { connection } = useSync()
  const inboxes = useInboxes()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[] | null>(null)
  const [inboxIds, setInboxIds] = useState<string[] | null>(null)
  const [days, setDays] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const complete = name.trim() !== '' && scopes?.length !== 0 && inboxIds?.length !== 0
  return (
    <form onSubmit={(event) => void make(event)} className="flex flex-col gap-5">
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        value={name}
        onChange={({ target }) => setName(target.value)}
        problem={problem}
        maxLength={60}
        autoComplete="off"
        autoFocus
        required
      />
      <KeyLimit
        legend={t('what')}
        all={t('everything')}
        some={t('onlySome')}
        options={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
        chosen={scopes}
        onChange={setScopes}
      />
      <KeyLimit
        legend={t('where')}
        all={t('everywhere')}
        some={t('onlySomewhere')}
        options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={inboxIds}
        onChange={setInboxIds}
      />
      <SelectField label={t('expiry')} value={days} onChange={({ target }) => setDays(target.value)}>
        <option value="">{t('noExpiry')}</option>
        {DAYS.map((count) => (
          <option key={count} value={count}>
            {t('days', { count })}
          </option>
        ))}
      </SelectField>
      <Button type="submit" look="primary" disabled={!complete || busy} className="self-end">
        {t('make')}
      </Button>
    </form>
  )

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault()
    const made = await newKey(connection.me()?.workspaceId ?? '')
    if (!made) return setProblem(t('insecure'))
    setBusy(true)
    const expiresAt = days === '' ? null : instant(Date.now() + Number(days) * A_DAY_MS)
    const about = { id: uuidv7(), name, scopes, inboxIds, expiresAt, keySha256: made.keySha256 }
    const result = await connection.call('api-key.create', about)
    setBusy(false)
    if (result.ok) onMade(made.key)
    else setProblem(problemText(result.error))
  }
}

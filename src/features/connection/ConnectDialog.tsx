import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SettingField } from '#channel/settings.ts'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { SelectField, SwitchField, TextField } from '#ui/Field.tsx'
import { request } from '#ui/request.ts'
import type { ShownLine, ShownProvider } from './connection.api.ts'

const PROBLEMS = ['line-elsewhere', 'not-allowed', 'not-found', 'no-connection', 'too-many-attempts'] as const

/** Connects a number: whose it is, what its provider asks for, and where its conversations begin. */
export function ConnectDialog({
  before,
  providers,
  inboxes,
  onClose,
  onConnected,
}: {
  /** A number that was let go, to be connected again. */
  before?: ShownLine
  providers: readonly ShownProvider[]
  inboxes: readonly InboxOverview[]
  onClose(): void
  onConnected(id: string): void
}) {
  const t = useTranslations('connection')
  const [providerName, setProvider] = useState(
    (providers.find(({ label }) => label === before?.provider) ?? providers[0])?.name ?? '',
  )
  const [inboxId, setInbox] = useState(
    (inboxes.find(({ id }) => id === before?.inboxId) ?? inboxes[0])?.id ?? '',
  )
  const [number, setNumber] = useState(before?.display ?? '')
  const [settings, setSettings] = useState<Record<string, string>>({})
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const provider = providers.find(({ name }) => name === providerName)
  return (
    <Dialog title={t('connect')} onClose={onClose}>
      <form className="flex flex-col gap-4" noValidate onSubmit={(event) => void submit(event)}>
        <SelectField
          label={t('provider')}
          value={providerName}
          onChange={({ target }) => choose(target.value)}
        >
          {providers.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t('number')}
          placeholder="+1 415 555 0132"
          value={number}
          onChange={({ target }) => setNumber(target.value)}
          problem={wrong.number && t('wrongNumber')}
          type="tel"
          autoComplete="off"
        />
        {provider?.fields.map((field) => (
          <Setting
            key={`${providerName} ${field.name}`}
            field={field}
            value={settings[field.name] ?? ''}
            wrong={wrong[field.name] !== undefined}
            onChange={(value) => setSettings({ ...settings, [field.name]: value })}
          />
        ))}
        <SelectField
          label={t('inbox.label')}
          value={inboxId}
          onChange={({ target }) => setInbox(target.value)}
        >
          {inboxes.map(({ id, name, emoji }) => (
            <option key={id} value={id}>
              {emoji} {name}
            </option>
          ))}
        </SelectField>
        {problem && (
          <p role="alert" className="text-sm text-danger">
            {problem}
          </p>
        )}
        <Button type="submit" look="primary" disabled={busy} className="self-end">
          {t('connect')}
        </Button>
      </form>
    </Dialog>
  )

  function choose(name: string): void {
    setProvider(name)
    setSettings({})
    setWrong({})
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    const result = await request('/api/lines', { provider: providerName, number, inboxId, settings })
    setBusy(false)
    // What our own server answers.
    if (result.ok) return onConnected((result.value as { id: string }).id)
    const { code, fields = {} } = result.error
    setWrong(fields)
    const known = PROBLEMS.find((one) => one === code)
    const elsewhere = Object.keys(fields).length === 0
    setProblem(elsewhere ? t(`problem.${known ?? 'not-found'}`) : undefined)
  }
}

function Setting({
  field: { label, type, required, secret },
  value,
  wrong,
  onChange,
}: {
  field: SettingField
  value: string
  wrong: boolean
  onChange(value: string): void
}) {
  const t = useTranslations('connection')
  if (type === 'boolean')
    return <SwitchField label={label} checked={value === 'true'} onChange={(on) => onChange(String(on))} />
  return (
    <TextField
      label={label}
      type={secret ? 'password' : 'text'}
      value={value}
      hint={required ? undefined : t('optional')}
      problem={wrong ? t('wrongSetting', { name: label }) : undefined}
      onChange={({ target }) => onChange(target.value)}
      autoComplete={secret ? 'new-password' : 'off'}
      spellCheck={false}
    />
  )
}

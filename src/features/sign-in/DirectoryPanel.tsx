import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { TextField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { toasts } from '#ui/toasts.ts'
import { Trouble } from './Entrance.tsx'
import { directoryInput } from './sign-in.api.ts'
import { singleSignOnType } from './sign-in.ts'
import { useSignInWords } from './sign-in-words.tsx'

type Field = 'label' | 'issuer' | 'clientId' | 'clientSecret'

const CODES = [
  'required',
  'too-long',
  'invalid-address',
  'directory-not-secret',
  'directory-refused',
  'directory-unreachable',
  'directory-not-openid',
] as const

/** Signing in through the company's own directory of people. */
export function DirectoryPanel({ workspaceId }: { workspaceId: string }) {
  const t = useTranslations('sign-in')
  const words = useSignInWords()
  const known = useRow(singleSignOnType, workspaceId)
  const [codes, setCodes] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = (name: Field) => {
    const code = CODES.find((one) => one === codes[name])
    return { name, label: t(`directory.${name}`), problem: code && t(`directory.problem.${code}`) }
  }
  const redirect = `${location.origin}/api/auth/callback/directory-${workspaceId}`
  return (
    <Panel
      title={t('directory.title')}
      text={t('directory.text')}
      action={
        known && (
          <Button look="danger" onClick={() => void remove()}>
            {t('directory.remove')}
          </Button>
        )
      }
    >
      <form
        key={known?.changedAt ?? ''}
        className="flex max-w-lg flex-col gap-4"
        noValidate
        onSubmit={(event) => void save(event)}
      >
        <TextField {...field('label')} defaultValue={known?.label} hint={t('directory.labelHint')} />
        <TextField {...field('issuer')} defaultValue={known?.issuer} type="url" placeholder="https://" />
        <TextField {...field('clientId')} defaultValue={known?.clientId} autoComplete="off" />
        <TextField
          {...field('clientSecret')}
          type="password"
          autoComplete="off"
          hint={known ? t('directory.secretKept') : undefined}
        />
        <div className="text-sm">
          <p className="font-medium">{t('directory.redirect')}</p>
          <code className="mt-1 block rounded-md bg-sunken p-2.5 text-xs break-all select-all">
            {redirect}
          </code>
        </div>
        <label className="grid grid-cols-[auto_1fr] gap-x-2.5">
          <input
            type="checkbox"
            name="joins"
            className="accent-(--accent)"
            defaultChecked={known?.joins ?? false}
          />
          <span className="font-medium">{t('directory.joins')}</span>
          <span className="col-start-2 text-sm text-muted">{t('directory.joinsText')}</span>
        </label>
        <Trouble>{problem}</Trouble>
        <Button type="submit" look="primary" disabled={busy} className="self-start">
          {t('save')}
        </Button>
      </form>
    </Panel>
  )

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const filled = { ...Object.fromEntries(data), joins: data.has('joins') }
    const parsed = directoryInput.safeParse(filled)
    setProblem(undefined)
    setCodes(
      parsed.success
        ? {}
        : Object.fromEntries(parsed.error.issues.toReversed().map(({ path, message }) => [path[0], message])),
    )
    if (!parsed.success) return
    setBusy(true)
    const result = await request('/api/directory', parsed.data)
    setBusy(false)
    if (result.ok) return toasts.say(t('directory.saved'))
    if (result.error.fields) setCodes(result.error.fields)
    else setProblem(words(result.error.code))
  }

  async function remove(): Promise<void> {
    const result = await request('/api/directory/remove', {})
    if (!result.ok) setProblem(words(result.error.code))
  }
}

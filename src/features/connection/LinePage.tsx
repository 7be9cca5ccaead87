import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useCall } from '#features/access/access-hooks.tsx'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { lineWords } from '#features/line/line.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { CopyField } from '#ui/CopyField.tsx'
import { SelectField, TextField } from '#ui/Field.tsx'
import { Link } from '#ui/navigation.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useRowForm } from '#ui/row-form.tsx'
import { useWhen } from '#ui/When.tsx'
import { ConnectDialog } from './ConnectDialog.tsx'
import { useCheck } from './check-hooks.tsx'
import { LONGEST_LINE_NAME, type ShownLine, type ShownProvider } from './connection.api.ts'
import { DisconnectDialog } from './DisconnectDialog.tsx'

/** One number: where its conversations begin, how its provider reaches us, and the way to let it go. */
export function LinePage({
  line,
  providers,
  inboxes,
  again,
}: {
  line: ShownLine
  providers: readonly ShownProvider[]
  inboxes: readonly InboxOverview[]
  again(): void
}) {
  const t = useTranslations('connection')
  const call = useCall()
  const connected = line.disconnectedAt === null
  return (
    <>
      <p className="mb-6 flex items-center gap-2 text-base font-medium">
        <span className="tabular min-w-0 truncate">{lineWords(line)}</span>
        <span className="font-normal text-muted">{line.provider}</span>
      </p>
      {connected ? (
        <State line={line} />
      ) : (
        <LetGo line={line} providers={providers} inboxes={inboxes} again={again} />
      )}
      {connected && !line.isPrivate && <Name line={line} again={again} />}
      {connected && !line.isPrivate && (
        <Panel title={t('inbox.title')} text={t('inbox.text')}>
          <div className="max-w-md">
            <SelectField
              label={t('inbox.label')}
              value={line.inboxId}
              onChange={({ target }) => void assign(target.value)}
            >
              {inboxes.map(({ id, name, emoji }) => (
                <option key={id} value={id}>
                  {emoji} {name}
                </option>
              ))}
            </SelectField>
          </div>
        </Panel>
      )}
      {connected && (
        <Panel title={t('webhook.title')} text={t('webhook.text', { provider: line.provider })}>
          <CopyField label={t('webhook.label')} value={line.webhookUrl} />
        </Panel>
      )}
      {connected && !line.isPrivate && <Leaving line={line} again={again} />}
    </>
  )

  async function assign(inboxId: string): Promise<void> {
    await call('line.assign', { lineId: line.id, inboxId })
    again()
  }
}

function Name({ line, again }: { line: ShownLine; again(): void }) {
  const t = useTranslations('connection')
  const { connection } = useSync()
  const form = useRowForm(
    { name: line.name },
    {
      async send({ name }) {
        const result = await connection.call('line.rename', { lineId: line.id, name: name ?? null })
        again()
        return result
      },
      tidy: ({ name }) => ({ name: name?.trim() || null }),
      said: t('name.saved'),
    },
  )
  return (
    <Panel title={t('name.title')} text={t('name.text')}>
      <form className="flex max-w-md items-start gap-2" onSubmit={form.submit}>
        <div className="min-w-0 flex-1">
          <TextField
            label={t('name.label')}
            placeholder={t('name.example')}
            value={form.shown.name ?? ''}
            onChange={({ target }) => form.change({ name: target.value === '' ? null : target.value })}
            problem={form.problem}
            maxLength={LONGEST_LINE_NAME}
            autoComplete="off"
          />
        </div>
        <Button type="submit" disabled={form.busy} className="mt-6.5 h-9 phone:h-12">
          {t('name.save')}
        </Button>
      </form>
    </Panel>
  )
}

function LetGo({ line, again, ...rest }: Parameters<typeof LinePage>[0]) {
  const t = useTranslations('connection')
  const [connecting, setConnecting] = useState(false)
  return (
    <>
      <p className="mb-4 max-w-prose text-muted">{t('disconnectedText')}</p>
      <Button look="primary" onClick={() => setConnecting(true)}>
        {t('connectAgain')}
      </Button>
      {connecting && (
        <ConnectDialog
          {...rest}
          before={line}
          onClose={() => setConnecting(false)}
          onConnected={() => {
            setConnecting(false)
            again()
          }}
        />
      )}
    </>
  )
}

function State({ line }: { line: ShownLine }) {
  const t = useTranslations('connection')
  const failures = useTranslations('message')
  const when = useWhen()
  const { checked, check } = useCheck(line.id)
  return (
    <Panel title={t('state.title')} action={<Button onClick={check}>{t('state.check')}</Button>}>
      <ul className="flex flex-col gap-1.5">
        <li>
          <output className={checked && checked !== 'good' ? 'text-danger' : ''}>
            {checked === undefined && t('state.checking')}
            {checked === 'good' && t('state.good')}
            {checked !== undefined && checked !== 'good' && failures(`failure.${checked}`)}
          </output>
        </li>
        <li className="text-muted">
          {line.heardAt ? t('state.heard', { when: when.moment(line.heardAt) }) : t('state.unheard')}
        </li>
        <li className="text-muted">
          {t('state.carries', { what: line.carries.map((one) => t(`carries.${one}`)).join(', ') })}
        </li>
        {line.quarantined > 0 && (
          <li>
            <Link to="/quarantine" className="text-accent-text underline">
              {t('waiting', { count: line.quarantined })}
            </Link>
          </li>
        )}
      </ul>
    </Panel>
  )
}

function Leaving({ line, again }: { line: ShownLine; again(): void }) {
  const t = useTranslations('connection')
  const [asking, ask] = useState(false)
  return (
    <Panel title={t('disconnect.title')} text={t('disconnect.text')}>
      <Button look="danger" onClick={() => ask(true)}>
        {t('disconnect.ask')}
      </Button>
      {asking && (
        <DisconnectDialog
          line={line}
          onClose={() => ask(false)}
          onDone={() => {
            ask(false)
            again()
          }}
        />
      )}
    </Panel>
  )
}

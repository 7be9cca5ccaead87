import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { SwitchField, TextField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { toasts } from '#ui/toasts.ts'
import type { ScribeOverview, ScribeServer } from './call.api.ts'
import { useCallProblem } from './call-hooks.tsx'
import { useScribe } from './scribe-hooks.tsx'

type Wanted = { on: boolean; url: string; model: string; key: string; hasKey: boolean }

/** CA-4: which servers write calls down and sum them up: any that speak OpenAI's API, also one's own. */
export function ScribePage() {
  const { scribe, again } = useScribe()
  if (!scribe) return <SkeletonRows count={4} />
  return <Form key={JSON.stringify(scribe)} scribe={scribe} again={again} />
}

function Form({ scribe, again }: { scribe: ScribeOverview; again(): void }) {
  const t = useTranslations('call')
  const { connection } = useSync()
  const problemText = useCallProblem()
  const [speech, setSpeech] = useState(() => wantedOf(scribe.speech))
  const [summary, setSummary] = useState(() => wantedOf(scribe.summary))
  const [problem, setProblem] = useState<string>()
  return (
    <form onSubmit={(event) => void save(event)}>
      <Panel title={t('scribe.speech')} text={t('scribe.speechText')}>
        <ServerFields
          what={t('scribe.on')}
          path="/v1/audio/transcriptions"
          wanted={speech}
          want={setSpeech}
        />
      </Panel>
      {speech.on && (
        <Panel title={t('summary')} text={t('scribe.summaryText')}>
          <ServerFields
            what={t('scribe.sumUp')}
            path="/v1/chat/completions"
            wanted={summary}
            want={setSummary}
          />
        </Panel>
      )}
      <div className="border-t border-line py-6">
        {problem && (
          <p role="alert" className="mb-3 text-sm text-danger">
            {problem}
          </p>
        )}
        <Button type="submit" look="primary">
          {t('settings.save')}
        </Button>
      </div>
    </form>
  )

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    const input = { speech: serverOf(speech), summary: speech.on ? serverOf(summary) : null }
    const result = await connection.call('workspace.configure-scribe', input)
    if (result.ok) {
      setProblem(undefined)
      toasts.say(input.speech ? t('scribe.saved') : t('scribe.savedOff'))
      return again()
    }
    const { code } = result.error
    setProblem(code === 'invalid-input' ? t('scribe.invalid') : problemText(result.error))
  }
}

function ServerFields(props: { what: string; path: string; wanted: Wanted; want(next: Wanted): void }) {
  const { what, path, wanted, want } = props
  const t = useTranslations('call')
  const { on, url, model, key, hasKey } = wanted
  return (
    <div className="flex max-w-md flex-col gap-4">
      <SwitchField label={what} checked={on} onChange={(next) => want({ ...wanted, on: next })} />
      {on && (
        <>
          <TextField
            label={t('scribe.url')}
            hint={t('scribe.urlHint', { path })}
            type="url"
            required
            placeholder="https://api.openai.com"
            autoComplete="off"
            value={url}
            onChange={({ target }) => want({ ...wanted, url: target.value })}
          />
          <TextField
            label={t('scribe.model')}
            required
            autoComplete="off"
            value={model}
            onChange={({ target }) => want({ ...wanted, model: target.value })}
          />
          <TextField
            label={t('scribe.key')}
            hint={hasKey ? t('scribe.keyKept') : t('scribe.keyHint')}
            type="password"
            autoComplete="off"
            value={key}
            onChange={({ target }) => want({ ...wanted, key: target.value })}
          />
        </>
      )}
    </div>
  )
}

function wantedOf(server: ScribeServer | null): Wanted {
  const { url = '', model = '', hasKey = false } = server ?? {}
  return { on: server !== null, url, model, key: '', hasKey }
}

function serverOf({ on, url, model, key }: Wanted) {
  return on ? { url: url.trim(), model: model.trim(), ...(key === '' ? {} : { key }) } : null
}

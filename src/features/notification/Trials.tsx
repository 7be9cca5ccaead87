import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { uuidv7 } from '#kit/id.ts'
import { Button } from '#ui/Button.tsx'
import { Panel } from '#ui/Panel.tsx'
import { request } from '#ui/request.ts'
import { askPermission, show } from './desktop.tsx'
import type { Medium } from './notification.ts'
import { useNotificationSetting } from './setting-hooks.tsx'
import { ring } from './tones.tsx'
import type { TrialOutcome } from './trial.ts'

/** Sends oneself something, and says what became of it. */
export function Trials() {
  const t = useTranslations('notification')
  return (
    <Panel title={t('trial.title')} text={t('trial.text')}>
      <div className="flex flex-wrap gap-2">
        <TrialButton medium="app" />
        <TrialButton medium="email" />
      </div>
    </Panel>
  )
}

export function TrialButton({ medium, deviceId }: { medium: Medium; deviceId?: string }) {
  const t = useTranslations('notification')
  const [{ volume }] = useNotificationSetting()
  const [outcome, setOutcome] = useState<string>()
  const [busy, setBusy] = useState(false)
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button disabled={busy} onClick={() => void attempt()}>
        {t(`trial.${medium}`)}
      </Button>
      <output className="text-sm text-muted">{outcome}</output>
    </span>
  )

  async function attempt(): Promise<void> {
    setBusy(true)
    setOutcome(undefined)
    setOutcome(medium === 'desktop' ? await onDesktop() : await throughServer())
    setBusy(false)
  }

  async function onDesktop(): Promise<string> {
    const allowed = await askPermission()
    const words = {
      title: t('trial.title'),
      body: t('what.test'),
      path: '/settings/notifications',
      tag: 'test',
    }
    if (allowed !== 'granted') return t(`permission.${allowed}`)
    await show({ id: uuidv7(), times: 1, ...words })
    await ring('chime', volume)
    return t('outcome.shown')
  }

  async function throughServer(): Promise<string> {
    const answer = await request('/api/notifications/test', { medium, deviceId })
    if (!answer.ok) return t('outcome.notAsked', { code: answer.error.code })
    return wordsFor(answer.value as TrialOutcome) // What our own server answers.
  }

  function wordsFor(result: TrialOutcome): string {
    if (result.code === 'sent')
      return medium === 'app' ? t('outcome.told') : t('outcome.sent', { where: result.where })
    if ('status' in result) return t(`outcome.${result.code}`, { status: result.status })
    return t(`outcome.${result.code}`)
  }
}

import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { lineType, lineWords } from '#features/line/line.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { useTitle } from '#ui/title.tsx'
import { toasts } from '#ui/toasts.ts'
import { useWhen } from '#ui/When.tsx'
import type { Quarantined } from './quarantine.ts'
import { useQuarantined } from './quarantine-hooks.tsx'

/** What came and was refused, for an owner to decide about. Nothing here has reached anybody's inbox. */
export function QuarantinePage() {
  const t = useTranslations('message')
  const waiting = useQuarantined()
  useTitle(t('quarantine.title'))
  return (
    <div className="h-full overflow-y-auto bg-surface">
      <div className="mx-auto max-w-3xl px-6 py-8 phone:px-4 phone:py-5">
        <h1 className="text-lg font-strong">{t('quarantine.title')}</h1>
        <p className="mt-1 mb-6 max-w-prose text-muted">{t('quarantine.about')}</p>
        {waiting.length === 0 ? (
          <div className="py-16">
            <EmptyState icon={<ShieldCheck />} title={t('quarantine.none')} text={t('quarantine.noneText')} />
          </div>
        ) : (
          <ul className="border-t border-line">
            {waiting.map((one) => (
              <Waiting key={one.id} one={one} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function Waiting({ one: { id, lineId, reason, times, receivedAt } }: { one: Quarantined }) {
  const t = useTranslations('message')
  const when = useWhen()
  const line = useRow(lineType, lineId)
  const { busy, decide } = useDecision(id)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b border-line py-4">
      <div className="min-w-60 flex-1">
        <p className="font-medium">{t(`quarantine.reason.${reason}`)}</p>
        <p className="mt-0.5 text-muted">{t(`quarantine.advice.${reason}`)}</p>
        <p className="tabular mt-1 text-xs text-muted">
          {[line && lineWords(line), when.exact(receivedAt), t('quarantine.times', { count: times })]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy} onClick={() => decide('quarantine.reprocess', false)}>
          {t('quarantine.reprocess')}
        </Button>
        {reason === 'bad-signature' && (
          <Button disabled={busy} onClick={() => decide('quarantine.reprocess', true)}>
            {t('quarantine.accept')}
          </Button>
        )}
        <Button disabled={busy} look="ghost" onClick={() => decide('quarantine.dismiss', false)}>
          {t('quarantine.dismiss')}
        </Button>
      </div>
    </li>
  )
}

function useDecision(id: string) {
  const { connection } = useSync()
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  return { busy, decide }

  function decide(name: string, trust: boolean): void {
    setBusy(true)
    void connection.call(name, { id, trust }).then((result) => {
      setBusy(false)
      if (!result.ok) toasts.problem(problemText(result.error))
    })
  }
}

import { useTranslations } from 'use-intl'
import { useRow, useSync } from '#sync/sync.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { DirectoryPanel } from './DirectoryPanel.tsx'
import { SECOND_FACTORS, signInPolicyType } from './sign-in.ts'

/** What the workspace asks of those who sign in; for its owners. */
export function SignInSettingsPage() {
  const t = useTranslations('sign-in')
  const { connection } = useSync()
  const problemText = useProblemText()
  const workspaceId = connection.me()?.workspaceId ?? ''
  const chosen = useRow(signInPolicyType, workspaceId)?.secondFactor ?? 'offered'
  return (
    <>
      <Panel title={t('policy.title')} text={t('policy.text')}>
        <fieldset aria-label={t('policy.title')} className="flex flex-col gap-3">
          {SECOND_FACTORS.map((value) => (
            <label key={value} className="grid grid-cols-[auto_1fr] gap-x-2.5 phone:min-h-11">
              <input
                type="radio"
                name="second-factor"
                className="accent-(--accent)"
                checked={value === chosen}
                onChange={() => choose(value)}
              />
              <span className="font-medium">{t(`policy.${value}`)}</span>
              <span className="col-start-2 text-sm text-muted">{t(`policy.${value}Text`)}</span>
            </label>
          ))}
        </fieldset>
      </Panel>
      <DirectoryPanel workspaceId={workspaceId} />
    </>
  )

  function choose(secondFactor: (typeof SECOND_FACTORS)[number]): void {
    void connection
      .call('sign-in.require-second-factor', { workspaceId, secondFactor })
      .then((result) => result.ok || toasts.problem(problemText(result.error)))
  }
}

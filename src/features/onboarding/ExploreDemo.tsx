import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { enter } from '#features/sign-in/enter.tsx'
import { Button } from '#ui/Button.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'

/** A workspace full of conversations, for looking around before anything is set up. */
export function ExploreDemo() {
  const t = useTranslations('onboarding')
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  return (
    <section aria-label={t('demo.action')} className="mt-8 border-t border-line pt-6">
      <Button disabled={busy} onClick={() => void explore()} className="h-9 w-full">
        <Sparkles aria-hidden="true" className="size-4 text-accent-text" />
        {busy ? t('demo.busy') : t('demo.action')}
      </Button>
      <p className="mt-2 text-center text-xs text-muted">{t('demo.text')}</p>
      {problem && (
        <p role="alert" className="mt-2 text-center text-danger">
          {problem}
        </p>
      )}
    </section>
  )

  async function explore(): Promise<void> {
    setBusy(true)
    const result = await request('/api/setup/demo', {})
    if (result.ok) return enter()
    setBusy(false)
    setProblem(result.error.code === 'rate-limited' ? t('tooOften') : problemText(result.error))
  }
}

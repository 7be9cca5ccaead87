import { useTranslations } from 'use-intl'
import type { Call } from './call.ts'
import { useSoftphone } from './call-hooks.tsx'
import { useStanding } from './standing.tsx'

/** What is wrong with the voice of a call, and what helps. */
export function Advice({ call }: { call: Call }) {
  const t = useTranslations('call')
  const { softphone } = useSoftphone()
  const { advice } = useStanding(call)
  if (advice === undefined) return null
  return (
    <p role="alert" className="px-3.5 pb-1 text-xs text-danger">
      {advice}{' '}
      <button type="button" className="font-medium underline" onClick={() => softphone.retry(call.id)}>
        {t('tryAgain')}
      </button>
    </p>
  )
}

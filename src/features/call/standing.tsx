import { useTranslations } from 'use-intl'
import { milliseconds } from '#kit/time.ts'
import { type Call, customerOf } from './call.ts'
import { useCallProblem, useMyLeg, useSoftphone } from './call-hooks.tsx'
import { clockOf, useSecond } from './clock.tsx'

/** How a call stands, in a line. `advice`: what is wrong with its voice, and what helps. */
export type Standing = { text: string; bad: boolean; advice: string | undefined }

export function useStanding(call: Call): Standing {
  const t = useTranslations('call')
  const second = useSecond()
  const problemText = useCallProblem()
  const { softphone, talks } = useSoftphone()
  const leg = useMyLeg(call)
  const talk = talks.get(call.id)
  const elsewhere = leg?.deviceId != null && leg.deviceId !== softphone.device()
  const begun = call.answeredAt === null ? undefined : second - milliseconds(call.answeredAt) / 1_000
  const clock = begun === undefined ? undefined : clockOf(begun)
  const weak = talk?.quality === 'poor' || talk?.quality === 'fair' ? t(`quality.${talk.quality}`) : undefined
  return {
    text: [said(), clock, said() === undefined ? weak : undefined].filter(Boolean).join(' · '),
    bad: talk?.voice === 'again' || talk?.quality === 'poor',
    advice: talk?.problem && !elsewhere ? problemText(talk.problem) : undefined,
  }

  function said(): string | undefined {
    if (elsewhere) return t('inAnotherTab')
    if (talk?.voice === 'again') return t('reconnecting')
    if (call.state === 'ringing') return talk?.voice === 'through' ? t('theirPhoneRings') : t('calling')
    if (talk?.voice === 'connecting') return t('connecting')
    return customerOf(call)?.held ? t('onHold') : undefined
  }
}

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Entrance } from '#features/sign-in/Entrance.tsx'
import { askStanding } from '#features/sign-in/enter.tsx'
import { SecondFactorDemand } from '#features/sign-in/SecondFactorDemand.tsx'
import { SecondFactorForm } from '#features/sign-in/SecondFactorForm.tsx'
import { SignInForm } from '#features/sign-in/SignInForm.tsx'
import type { Standing } from '#features/sign-in/sign-in.ts'
import { Button } from '#ui/Button.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { CreateWorkspaceForm } from './CreateWorkspaceForm.tsx'
import { ExploreDemo } from './ExploreDemo.tsx'
import type { Setup } from './onboarding.api.ts'

/** The way in: to a workspace of one's own, to the demo, or to the workspace that is here already. */
export function WelcomePage() {
  const t = useTranslations('onboarding')
  const words = useTranslations('sign-in')
  const [setup, retry] = useSetup()
  const [signingIn, setSigningIn] = useState(false)
  const [step, setStep] = useStep()
  if (step === 'code')
    return (
      <Entrance title={words('step.title')} text={words('step.text')}>
        <SecondFactorForm onBack={() => setStep(undefined)} />
      </Entrance>
    )
  if (step)
    return (
      <Entrance
        title={words('demand.title')}
        text={step.has === 'passkey' ? words('demand.showText') : words('demand.makeText')}
      >
        <SecondFactorDemand has={step.has} />
      </Entrance>
    )
  const signIn = setup !== undefined && 'canCreate' in setup && (!setup.canCreate || signingIn)
  return (
    <Entrance title={signIn ? t('signIn.title') : t('title')} text={signIn ? t('signIn.text') : t('text')}>
      {setup && 'code' in setup && <Unknown code={setup.code} onRetry={retry} />}
      {setup && 'canCreate' in setup && (
        <>
          {signIn ? (
            <SignInForm onCode={() => setStep('code')} onDemand={setStep} />
          ) : (
            <CreateWorkspaceForm />
          )}
          {setup.canCreate && (
            <button
              type="button"
              onClick={() => setSigningIn(!signingIn)}
              className="mt-4 self-center rounded-sm p-1 text-sm font-medium text-accent-text hover:underline phone:p-3"
            >
              {signingIn ? t('insteadCreate') : t('insteadSignIn')}
            </button>
          )}
          {setup.demo && <ExploreDemo />}
        </>
      )}
    </Entrance>
  )
}

type Demand = Extract<Standing, { at: 'second-factor' }>
type Step = 'code' | Demand | undefined

// Whoever is signed in with too little is asked for the rest, whenever they come.
function useStep(): [Step, (step: Step) => void] {
  const [step, setStep] = useState<Step>()
  useEffect(() => {
    let current = true
    void askStanding().then((result) => {
      if (current && result.ok && result.value.at === 'second-factor') setStep(result.value)
    })
    return () => {
      current = false
    }
  }, [])
  return [step, setStep]
}

function Unknown({ code, onRetry }: { code: string; onRetry(): void }) {
  const t = useTranslations('onboarding')
  const text = useProblemText()
  return (
    <div role="alert" className="flex items-center gap-3">
      <p className="flex-1 text-danger">{text({ code })}</p>
      <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </div>
  )
}

function useSetup(): [Setup | { code: string } | undefined, () => void] {
  const [setup, setSetup] = useState<Setup | { code: string }>()
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let current = true
    void request('/api/setup').then((result) => {
      // What our own server says of itself.
      if (current) setSetup(result.ok ? (result.value as Setup) : result.error)
    })
    return () => {
      current = false
    }
  }, [tries])
  return [setup, () => setTries((before) => before + 1)]
}

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { request } from '#ui/request.ts'
import { useTitle } from '#ui/title.tsx'
import { CreateWorkspaceForm } from './CreateWorkspaceForm.tsx'
import { ExploreDemo } from './ExploreDemo.tsx'
import type { Setup } from './onboarding.api.ts'
import { SignInForm } from './SignInForm.tsx'

/** The way in: to a workspace of one's own, to the demo, or to the workspace that is here already. */
export function WelcomePage() {
  const t = useTranslations('onboarding')
  const [setup, retry] = useSetup()
  const [signingIn, setSigningIn] = useState(false)
  const signIn = setup !== undefined && 'canCreate' in setup && (!setup.canCreate || signingIn)
  const title = signIn ? t('signIn.title') : t('title')
  useTitle(title)
  return (
    <main className="h-full overflow-y-auto bg-canvas">
      <div className="mx-auto flex min-h-full w-full max-w-96 flex-col justify-center px-4 py-10">
        <div className="mb-7">
          <img src="/icon.svg" alt="" className="mb-5 size-10" />
          <h1 className="text-xl font-strong tracking-tight">{title}</h1>
          <p className="mt-1.5 text-base text-muted">{signIn ? t('signIn.text') : t('text')}</p>
        </div>
        {setup && 'code' in setup && <Unknown code={setup.code} onRetry={retry} />}
        {setup && 'canCreate' in setup && (
          <>
            {signIn ? <SignInForm /> : <CreateWorkspaceForm />}
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
      </div>
    </main>
  )
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

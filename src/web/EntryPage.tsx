import { useEffect } from 'react'
import { JoinPage } from '#features/invitation/JoinPage.tsx'
import { endSubscription } from '#features/notification/this-device.tsx'
import { WelcomePage } from '#features/onboarding/WelcomePage.tsx'
import { RecoverPage } from '#features/sign-in/RecoverPage.tsx'
import { ResetPage } from '#features/sign-in/ResetPage.tsx'
import { SignInProblemPage } from '#features/sign-in/SignInProblemPage.tsx'
import { VerifyPage } from '#features/sign-in/VerifyPage.tsx'
import type { Entry } from './routes.ts'
import { MoreTexts } from './settings/MoreTexts.tsx'

/** What stands in front of the workspace. What a letter's link carries stands behind the `#`, which no server sees. */
export function EntryPage({ entry }: { entry: Entry | undefined }) {
  const isSignedOut = entry === undefined
  useEffect(() => {
    if (isSignedOut) void endSubscription().catch(() => {})
  }, [isSignedOut])
  return (
    <MoreTexts>
      <Page entry={entry} />
    </MoreTexts>
  )
}

function Page({ entry }: { entry: Entry | undefined }) {
  const token = location.hash.slice(1)
  switch (entry) {
    case undefined:
      return <WelcomePage />
    case 'recover':
      return <RecoverPage />
    case 'reset':
      return <ResetPage token={token} />
    case 'verify':
      return <VerifyPage token={token} />
    case 'join':
      return <JoinPage token={token} />
    case 'sign-in-problem':
      return <SignInProblemPage code={new URLSearchParams(location.search).get('error') ?? ''} />
  }
}

import { useState } from 'react'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { AuthenticatorPanel } from './AuthenticatorPanel.tsx'
import { useFactors } from './ConfirmDialog.tsx'
import { EmailPanel } from './EmailPanel.tsx'
import { PasskeysPanel } from './PasskeysPanel.tsx'
import { PasswordPanel } from './PasswordPanel.tsx'
import { SessionsPanel } from './SessionsPanel.tsx'

/** How one signs in, and where one is signed in. */
export function SecurityPage() {
  const [version, setVersion] = useState(0)
  const factors = useFactors(version)
  const changed = () => setVersion((before) => before + 1)
  if (!factors) return <SkeletonRows />
  return (
    <>
      <EmailPanel factors={factors} />
      {factors.password && <PasswordPanel onChanged={changed} />}
      <PasskeysPanel factors={factors} onChanged={changed} />
      <AuthenticatorPanel factors={factors} onChanged={changed} />
      <SessionsPanel key={version} />
    </>
  )
}

import { SandboxPage } from '#features/handset/SandboxPage.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function Sandbox() {
  return (
    <MoreTexts>
      <SandboxPage />
    </MoreTexts>
  )
}

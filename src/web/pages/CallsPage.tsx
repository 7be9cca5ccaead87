import { CallsPage as Page } from '#features/call/CallsPage.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function CallsPage({ callId }: { callId: string | undefined }) {
  return (
    <MoreTexts>
      <Page callId={callId} />
    </MoreTexts>
  )
}

import { PendingLinksPanel } from '#features/sign-in/PendingLinksPanel.tsx'
import { InvitationsPanel } from './InvitationsPanel.tsx'

/** How people come in who are not here yet, or cannot come in alone. */
export function InvitationsPage() {
  return (
    <>
      <InvitationsPanel />
      <PendingLinksPanel />
    </>
  )
}

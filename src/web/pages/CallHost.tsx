import { CallHost as Host } from '#features/call/CallHost.tsx'
import { ThreadNotes } from '#features/comment/ThreadNotes.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function CallHost() {
  return (
    <MoreTexts>
      <Host notes={(conversationId) => <ThreadNotes conversationId={conversationId} />} />
    </MoreTexts>
  )
}

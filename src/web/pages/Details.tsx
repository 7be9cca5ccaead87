import { ConsentFact } from '#features/consent/ConsentFact.tsx'
import type { Conversation } from '#features/conversation/conversation.ts'
import { DetailsPanel } from '#features/conversation/DetailsPanel.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

/** What is known of a conversation and its customer, with the texts for it. */
export function Details(props: { conversation: Conversation; onClose(): void }) {
  return (
    <MoreTexts>
      <DetailsPanel {...props}>
        <ConsentFact conversation={props.conversation} />
      </DetailsPanel>
    </MoreTexts>
  )
}

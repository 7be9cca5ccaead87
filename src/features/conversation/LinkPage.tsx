import { SearchX } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useTitle } from '#ui/title.tsx'
import { conversationType, shelfOf } from './conversation.ts'
import { foundState } from './found.ts'
import { type Linked, pathOf } from './paths.ts'
import { useThreadWindow } from './thread-window.tsx'

/** S1: goes on to what a link leads to, in the list where it is now; or says that it is not here for this reader. */
export function LinkPage({ linked: { conversationId, seq } }: { linked: Linked }) {
  const t = useTranslations('conversation')
  const conversation = useRow(conversationType, conversationId)
  const { problem } = useThreadWindow(conversationId).window
  useTitle(t('link.title'))
  useEffect(() => {
    if (!conversation) return
    const filter = { inboxId: conversation.inboxId, shelf: shelfOf(conversation) }
    const state = seq === undefined ? null : foundState(conversationId, seq)
    navigate(pathOf({ filter, conversationId }), { replace: true, state })
  }, [conversation, conversationId, seq])
  if (!problem) return null
  return (
    <div className="grid h-full place-items-center bg-surface">
      <EmptyState wholePage icon={<SearchX />} title={t('missing.title')} text={t('missing.text')} />
    </div>
  )
}

import { Inbox } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { pathOf } from '#features/conversation/paths.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { navigate } from '#ui/navigation.tsx'
import { lastInbox } from './last-inbox.ts'

/** Goes on to the inbox that was looked at last, or to the first one. */
export function HomePage() {
  const t = useTranslations('web')
  const inboxes = useInboxes()
  const inbox = inboxes.find(({ id }) => id === lastInbox.get()) ?? inboxes[0]
  useEffect(() => {
    if (inbox) navigate(pathOf({ filter: { inboxId: inbox.id, shelf: 'open' } }), { replace: true })
  }, [inbox])
  if (inbox) return null
  return (
    <div className="grid h-full place-items-center bg-surface">
      <EmptyState wholePage icon={<Inbox />} title={t('noInbox.title')} text={t('noInbox.text')} />
    </div>
  )
}

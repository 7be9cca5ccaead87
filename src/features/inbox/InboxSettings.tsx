import { Settings2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { may } from '#features/member/may.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { navigate } from '#ui/navigation.tsx'
import { type Inbox, inboxMemberId, inboxMemberType } from './inbox.ts'

/** AD-2: the way to an inbox's settings, for who may change them. */
export function InboxSettings({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('inbox')
  const me = useMe()
  const place = useRow(inboxMemberType, me && inboxMemberId(inbox.id, me.id))
  if (inbox.ownerId !== me?.id && !may(me?.role, place?.role ?? null, 'inbox.configure')) return null
  return (
    <IconButton label={t('settings')} onClick={() => navigate(`/settings/inboxes/${inbox.id}`)}>
      <Settings2 aria-hidden="true" className="size-4" />
    </IconButton>
  )
}

import { Settings2 } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { lazily } from '#ui/lazily.tsx'
import { type Inbox, inboxMemberId, inboxMemberType } from './inbox.ts'

const Settings = lazily(() =>
  import('./InboxSettingsDialog.tsx').then((module) => module.InboxSettingsDialog),
)

/** AD-2: the way to an inbox's settings, for who may change them. */
export function InboxSettings({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('inbox')
  const me = useMe()
  const place = useRow(inboxMemberType, me && inboxMemberId(inbox.id, me.id))
  const [open, setOpen] = useState(false)
  if (inbox.ownerId !== me?.id && me?.role !== 'owner' && me?.role !== 'admin' && place?.role !== 'manager')
    return null
  return (
    <>
      <IconButton label={t('settings')} onClick={() => setOpen(true)}>
        <Settings2 aria-hidden="true" className="size-4" />
      </IconButton>
      <Suspense fallback={null}>
        {open && <Settings.Component inbox={inbox} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}

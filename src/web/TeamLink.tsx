import { Users } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useUnreadChats } from '#features/team/chat-hooks.tsx'
import { type WayForm, WayLink } from './WayLink.tsx'

/** INB-12, INB-13: the team's chats, with how many of them hold something new. */
export function TeamLink({ form }: { form: WayForm }) {
  const t = useTranslations('web')
  const unread = useUnreadChats()
  return (
    <WayLink
      form={form}
      to="/team"
      icon={<Users aria-hidden="true" />}
      label={t('team')}
      spoken={t('teamLink', { unread })}
      unread={unread}
      shortcut="go.team"
    />
  )
}

import { Bell } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useUnreadNotifications } from '#features/notification/notification-hooks.tsx'
import { type WayForm, WayLink } from './WayLink.tsx'

/** NO-5: the bell, with how much there is that one has not seen. */
export function ActivityLink({ form }: { form: WayForm }) {
  const t = useTranslations('web')
  const unread = useUnreadNotifications()
  return (
    <WayLink
      form={form}
      to="/activity"
      icon={<Bell aria-hidden="true" />}
      label={t('activity')}
      spoken={t('activityLink', { unread })}
      unread={unread}
      shortcut="go.activity"
    />
  )
}

import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import { CallSettings } from '#features/call/CallSettings.tsx'
import type { InboxOverview } from '#features/inbox/inbox.api.ts'
import { inboxMemberId, inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { ShareHistory, ShareInbox } from '#features/inbox/ShareInbox.tsx'
import { may } from '#features/member/may.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import { InboxGeneral } from './InboxGeneral.tsx'
import { InboxHours } from './InboxHours.tsx'
import { InboxMembers } from './InboxMembers.tsx'

const ALL = '/settings/inboxes'

/** AD-2, INB-5: what one inbox is called, how it works, when it is open, and who is in it. */
export function InboxPage({ overview, again }: { overview: InboxOverview; again(): void }) {
  const t = useTranslations('access')
  const me = useMe()
  // Only who is in an inbox holds it; who sets inboxes up without being there sees what there is to know for that.
  const inbox = useRow(inboxType, overview.id)
  const place = useRow(inboxMemberType, me && inboxMemberId(overview.id, me.id))
  const configures = may(me?.role, place?.role ?? null, 'inbox.configure')
  const own = inbox !== undefined && inbox.ownerId === me?.id
  return (
    <>
      <p className="mb-6 flex items-center gap-2 text-base font-medium">
        <span aria-hidden="true">{overview.emoji}</span>
        {overview.name}
        <span className="tabular font-normal text-muted">{overview.lines.join(', ')}</span>
      </p>
      {inbox && (configures || own) && (
        <Fragment key={inbox.id}>
          <InboxGeneral inbox={inbox} />
          <InboxHours inbox={inbox} />
          <CallSettings inbox={inbox} />
        </Fragment>
      )}
      {!inbox && <p className="mb-6 max-w-prose text-muted">{t('inbox.outside')}</p>}
      {!overview.isPrivate && (
        <InboxMembers
          overview={overview}
          changes={may(me?.role, place?.role ?? null, 'inbox.members')}
          again={again}
        />
      )}
      {own && inbox && <ShareInbox inbox={inbox} onDone={() => navigate(ALL)} />}
      {!own && inbox && place?.role === 'manager' && (
        <ShareHistory inbox={inbox} onDone={() => navigate(ALL)} />
      )}
    </>
  )
}

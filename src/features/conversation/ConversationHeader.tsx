import { ArrowLeft, Check, Mail, MailOpen, Phone, RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { Viewers } from '#features/presence/Viewers.tsx'
import { useRow } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { useWhen } from '#ui/When.tsx'
import { AssignButton } from './AssignButton.tsx'
import { type Conversation, shelfOf } from './conversation.ts'
import { MoreMenu } from './MoreMenu.tsx'
import { useUnread } from './unread-hooks.tsx'

// One and the same in every thread: there is nothing to draw anew when another one is opened.
const ICONS = {
  back: <ArrowLeft aria-hidden="true" className="size-5" />,
  read: <MailOpen />,
  unread: <Mail />,
  call: <Phone />,
  done: <Check aria-hidden="true" className="size-4 text-good" />,
  open: <RotateCcw aria-hidden="true" className="size-3.5" />,
}

export type HeaderActions = Record<
  'done' | 'open' | 'unread' | 'read' | 'seen' | 'spam' | 'details' | 'call',
  () => void
> & {
  /** On a phone, where the thread is a screen of its own. */
  back: (() => void) | undefined
}

/** With whom, and what can be done about it. */
export function ConversationHeader({
  conversation,
  actions,
}: {
  conversation: Conversation
  actions: HeaderActions
}) {
  const t = useTranslations('conversation')
  const { status } = conversation
  const unread = useUnread(conversation)
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 border-b border-line pr-3 pl-5 phone:h-14 phone:safe-top phone:box-content phone:pr-1 phone:pl-1">
      {actions.back && (
        <IconButton label={t('back')} onClick={actions.back}>
          {ICONS.back}
        </IconButton>
      )}
      <Title conversation={conversation} alone={actions.back !== undefined} />
      <Viewers conversationId={conversation.id} />
      {unread ? (
        <Action label={t('markRead')} shortcut="conversation.read" onClick={actions.read} icon={ICONS.read} />
      ) : (
        status !== 'spam' && (
          <Action
            label={t('markUnread')}
            shortcut="conversation.unread"
            onClick={actions.unread}
            icon={ICONS.unread}
          />
        )
      )}
      <Action label={t('call')} shortcut="call.new" onClick={actions.call} icon={ICONS.call} />
      <AssignButton conversation={conversation} />
      <MoreMenu conversation={conversation} onSpam={actions.spam} onDetails={actions.details} />
      {shelfOf(conversation) === 'open' ? (
        <Button shortcut="conversation.done" onClick={actions.done} className="ml-1" showKeys>
          {ICONS.done}
          <span className="phone:unseen">{t('markDone')}</span>
        </Button>
      ) : (
        <Button shortcut="conversation.open" onClick={actions.open} className="ml-1" showKeys>
          {ICONS.open}
          <span className="phone:unseen">{t('markOpen')}</span>
        </Button>
      )}
    </header>
  )
}

function Title({
  conversation: { id, contactId, display, inboxId, status, snoozedUntil },
  alone,
}: {
  conversation: Conversation
  /** Nothing else is on the page. */
  alone: boolean
}) {
  const Heading = alone ? 'h1' : 'h2'
  const t = useTranslations('conversation')
  const when = useWhen()
  const contact = useRow(contactType, contactId)
  const inbox = useRow(inboxType, inboxId)
  const number = contact?.name ? display : undefined
  return (
    <div className="min-w-0 flex-1">
      <div className="flex items-baseline gap-2">
        <Heading id={`title-${id}`} className="truncate text-base font-strong">
          {contact?.name ?? display}
        </Heading>
        {status !== 'open' && <Chip>{t(`status.${status}`)}</Chip>}
        {snoozedUntil && <Chip>{t('snoozedUntil', { when: when.moment(snoozedUntil) })}</Chip>}
      </div>
      <p className="tabular truncate text-xs text-muted">
        {[contact?.company, number, inbox?.name].filter(Boolean).join(' · ')}
      </p>
    </div>
  )
}

function Chip({ children }: { children: ReactNode }) {
  return (
    <span className="shrink-0 rounded-full border border-line px-2 text-2xs font-medium text-muted">
      {children}
    </span>
  )
}

function Action(props: { label: string; shortcut?: string; onClick: () => void; icon: ReactNode }) {
  const { label, shortcut, onClick, icon } = props
  return (
    <IconButton
      label={label}
      onClick={onClick}
      {...(shortcut ? { shortcut } : {})}
      className="[&_svg]:size-4 phone:[&_svg]:size-5"
    >
      {icon}
    </IconButton>
  )
}

import { MessagesSquare, SquarePen } from 'lucide-react'
import { memo, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ThreadComposer } from '#features/comment/ThreadComposer.tsx'
import { useWithoutSection } from '#features/conversation/assignment-hooks.tsx'
import type { HeaderActions } from '#features/conversation/ConversationHeader.tsx'
import { ConversationListPane } from '#features/conversation/ConversationListPane.tsx'
import { ConversationPane } from '#features/conversation/ConversationPane.tsx'
import { conversationType } from '#features/conversation/conversation.ts'
import { type InboxPlace, pathOf } from '#features/conversation/paths.ts'
import { useCounts } from '#features/conversation/unread-counts.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import type { ComposerHandle } from '#features/message/Composer.tsx'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Kbd } from '#ui/Kbd.tsx'
import { useReleased } from '#ui/key-repeat.tsx'
import { lazily } from '#ui/lazily.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate, usePlace } from '#ui/navigation.tsx'
import type { TailHandle } from '#ui/Tail.tsx'
import { useTitle } from '#ui/title.tsx'
import { toasts } from '#ui/toasts.ts'
import type { VirtualListHandle } from '#ui/VirtualList.tsx'
import { useCalling } from './calling.tsx'
import { isPassing, useInboxKeys } from './inbox-keys.tsx'
import { ListHeader } from './ListHeader.tsx'
import { lastInbox } from './last-inbox.ts'
import { Selecting } from './Selecting.tsx'

const Details = lazily(() => import('./Details.tsx').then((module) => module.Details))

const OtherDrafts = lazily(() => import('./OtherDrafts.tsx').then((module) => module.OtherDrafts))

const LaterKeys = lazily(() =>
  import('#features/conversation/later-keys.tsx').then((module) => module.LaterKeys),
)
const OptedOut = lazily(() => import('./Consent.tsx').then((module) => module.OptedOut))
const Consent = lazily(async () => {
  // What an answer leads to is here when it is given.
  await OptedOut.bring()
  return (await import('./Consent.tsx')).Consent
})

/** An inbox's list, and the conversation that is open beside it; on a phone, one or the other. */
export function InboxPage({ place: asked, onNewMessage }: { place: InboxPlace; onNewMessage(): void }) {
  const t = useTranslations('web')
  const place = useWithoutSection(asked)
  const phone = usePhone()
  const list = useRef<VirtualListHandle>(null)
  const composer = useRef<ComposerHandle>(null)
  const passing = usePlace(({ state }) => isPassing(state))
  const { open, answered, actions, leave, marks, acts, performOnAll } = useInboxKeys({
    place,
    list,
    composer,
    passing,
  })
  const { filter, conversationId } = place
  const { inboxId } = filter
  useEffect(() => lastInbox.set(inboxId ?? ''), [inboxId])
  useTakenAway(inboxId)

  const write = (
    <Button onClick={onNewMessage} shortcut="message.new">
      <SquarePen aria-hidden="true" className="size-4 text-muted" />
      {t('newMessage')}
    </Button>
  )
  return (
    <div className="relative flex h-full">
      <Title inboxId={inboxId} />
      <LaterKeys.Component filter={filter} conversationId={conversationId} />
      {!(phone && conversationId) && (
        <section
          aria-label={t('inbox')}
          className="flex w-90 shrink-0 flex-col border-r border-line bg-surface max-wide:w-80 phone:w-full phone:border-0"
        >
          <div className="relative">
            <div inert={marks.ids.length > 0}>
              <ListHeader filter={filter} onNewMessage={onNewMessage} />
            </div>
            <Selecting filter={filter} marks={marks} acts={acts} onDeed={performOnAll} />
          </div>
          <ConversationListPane
            ref={list}
            marks={marks}
            filter={filter}
            selectedId={conversationId}
            onOpen={open}
            action={write}
            onReset={() => navigate(pathOf({ filter: { inboxId, shelf: filter.shelf } }))}
          />
        </section>
      )}
      <OpenConversation
        conversationId={conversationId}
        passing={passing}
        actions={{ ...actions, back: phone ? () => navigate(pathOf({ filter })) : undefined }}
        composer={composer}
        onLeave={leave}
        answered={answered}
      />
    </div>
  )
}

/** What is written in a conversation. */
const DRAFTS = ['message', 'comment'] as const

type OpenProps = {
  conversationId: string | undefined
  passing: boolean
  actions: Omit<HeaderActions, 'details' | 'call'>
  composer: RefObject<ComposerHandle | null>
  onLeave(): void
  /** It was answered and marked as done; or that was taken back. */
  answered: { after(): void; undone(): void }
}

/** The conversation beside the list, and what is known of its customer. While a key is held, the one before it. */
function OpenConversation({ conversationId, passing, actions, composer, onLeave, answered }: OpenProps) {
  const phone = usePhone()
  const thread = useRef<TailHandle>(null)
  const shownId = useReleased(conversationId)
  const shown = useRow(conversationType, shownId)
  const [details, showDetails] = useState(false)
  const { call } = useCalling()
  if (!shownId) return phone ? null : <NothingOpen />
  return (
    <>
      <ConversationPane
        conversationId={shownId}
        passing={passing}
        actions={{ ...actions, details: () => showDetails(!details), call: () => call(shownId) }}
        thread={thread}
        composer={
          <>
            {shown && (
              <Consent.Component
                key={shownId}
                conversation={shown}
                onDone={() => composer.current?.focus()}
              />
            )}
            <OtherDrafts.Component placeId={shownId} kinds={DRAFTS} />
            <ThreadComposer
              ref={composer}
              conversationId={shownId}
              onLeave={onLeave}
              onSent={(done) => {
                thread.current?.toNewest()
                if (done) answered.after()
              }}
              onReopened={answered.undone}
              OptedOut={OptedOut.Component}
            />
          </>
        }
      />
      {details && shown && <Details.Component conversation={shown} onClose={() => showDetails(false)} />}
    </>
  )
}

// Whoever is put out of the inbox that they look at is told, and goes on where they still are.
function useTakenAway(inboxId: string | null): void {
  const t = useTranslations('web')
  const inbox = useRow(inboxType, inboxId ?? undefined)
  const held = useRef<{ id: string; name: string }>(undefined)
  useEffect(() => {
    if (!inbox && held.current?.id === inboxId) {
      toasts.say(t('takenAway', { name: held.current.name }))
      navigate('/inbox', { replace: true })
    }
    held.current = inbox
  }, [inbox, inboxId, t])
}

// Seen without looking at the page.
const Title = memo(function Title({ inboxId }: { inboxId: string | null }) {
  const t = useTranslations('web')
  const conversation = useTranslations('conversation')
  const name = useRow(inboxType, inboxId ?? undefined)?.name ?? conversation('allInboxes')
  const { unread } = useCounts(inboxId)
  useTitle(t('inboxTitle', { name, unread }))
  return null
})

function NothingOpen() {
  const t = useTranslations('web')
  return (
    <div className="grid flex-1 place-items-center bg-surface">
      <EmptyState
        icon={<MessagesSquare />}
        title={t('pick.title')}
        text={t.rich('pick.text', {
          keys: () => (
            <>
              <Kbd keys="ArrowUp" /> <Kbd keys="ArrowDown" />
            </>
          ),
          enter: () => <Kbd keys="Enter" />,
        })}
      />
    </div>
  )
}

import { MessagesSquare, SquarePen } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ThreadComposer } from '#features/comment/ThreadComposer.tsx'
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

const Details = lazily(() =>
  import('#features/conversation/DetailsPanel.tsx').then((module) => module.DetailsPanel),
)

/** An inbox's list, and the conversation that is open beside it; on a phone, one or the other. */
export function InboxPage({ place, onNewMessage }: { place: InboxPlace; onNewMessage(): void }) {
  const t = useTranslations('web')
  const phone = usePhone()
  const list = useRef<VirtualListHandle>(null)
  const composer = useRef<ComposerHandle>(null)
  const thread = useRef<TailHandle>(null)
  const passing = usePlace(({ state }) => isPassing(state))
  const { open, after, actions, leave, marks, acts, performOnAll } = useInboxKeys({
    place,
    list,
    composer,
    passing,
  })
  const { filter, conversationId } = place
  const { inboxId } = filter
  const shownId = useReleased(conversationId)
  const shown = useRow(conversationType, shownId)
  const [details, showDetails] = useState(false)
  const { call } = useCalling()
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
      {!(phone && conversationId) && (
        <section
          aria-label={t('inbox')}
          className="flex w-90 shrink-0 flex-col border-r border-line bg-surface max-wide:w-80 phone:w-full phone:border-0"
        >
          <div className="relative">
            <div inert={marks.ids.length > 0}>
              <ListHeader place={place} onNewMessage={onNewMessage} />
            </div>
            <Selecting place={place} marks={marks} acts={acts} onDeed={performOnAll} />
          </div>
          <ConversationListPane
            ref={list}
            marks={marks}
            filter={filter}
            selectedId={conversationId}
            onOpen={open}
            action={write}
          />
        </section>
      )}
      {shownId ? (
        <ConversationPane
          conversationId={shownId}
          passing={passing}
          actions={{
            ...actions,
            details: () => showDetails(!details),
            call: () => call(shownId),
            back: phone ? () => navigate(pathOf({ filter })) : undefined,
          }}
          thread={thread}
          composer={
            <ThreadComposer
              ref={composer}
              conversationId={shownId}
              onLeave={leave}
              onSent={(done) => {
                thread.current?.toNewest()
                if (done) after()
              }}
            />
          }
        />
      ) : (
        !phone && <NothingOpen />
      )}
      {details && shown && <Details.Component conversation={shown} onClose={() => showDetails(false)} />}
    </div>
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
function Title({ inboxId }: { inboxId: string | null }) {
  const t = useTranslations('web')
  const conversation = useTranslations('conversation')
  const name = useRow(inboxType, inboxId ?? undefined)?.name ?? conversation('allInboxes')
  const { unread } = useCounts(inboxId)
  useTitle(t('inboxTitle', { name, unread }))
  return null
}

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

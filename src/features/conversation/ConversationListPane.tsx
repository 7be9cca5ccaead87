import { AlarmClock, CircleAlert, Inbox as InboxIcon, PartyPopper, SearchX, ShieldCheck } from 'lucide-react'
import { type ReactNode, type Ref, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { lazily } from '#ui/lazily.tsx'
import { useRowSwipe } from '#ui/row-swipe.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { VirtualList, type VirtualListHandle } from '#ui/VirtualList.tsx'
import { ConversationRow, ROW_HEIGHT } from './ConversationRow.tsx'
import type { Shelf } from './conversation.ts'
import { useConversationActions } from './conversation-actions.tsx'
import { useConversationList } from './conversation-list.tsx'
import { chipsOf } from './filter-words.tsx'
import type { ListFilter } from './list.ts'
import { SwipeActions } from './SwipeActions.tsx'
import type { Marks } from './selection-hooks.tsx'
import { openThread } from './thread-window.tsx'

const PinDrag = lazily(() => import('./pin-order.tsx').then((module) => module.PinDrag))
const PullToRefresh = lazily(() => import('#ui/PullToRefresh.tsx').then((module) => module.PullToRefresh))

type Props = {
  ref: Ref<VirtualListHandle>
  filter: ListFilter
  selectedId: string | undefined
  marks: Marks
  onOpen(id: string): void
  /** The one button that fills an empty list. */
  action: ReactNode
  /** Shows everything again, where a filter leaves nothing. */
  onReset(): void
}

/** The list of an inbox: every conversation of one status, of which the selected one is open beside it. */
export function ConversationListPane({ ref, filter, selectedId, marks, onOpen, action, onReset }: Props) {
  const t = useTranslations('conversation')
  const { key, ids, indexOf, window, load, touch } = useConversationList(filter)
  const { connection } = useSync()
  const prefetch = usePrefetch()
  const { more, problem } = window
  const total = more ? -1 : ids.length
  const empty = ids.length === 0
  const frameRef = useRef<HTMLDivElement>(null)
  const { done, open, unread } = useConversationActions()
  const [swiped, closeRow] = useRowSwipe(frameRef, unread)
  const swipedAt = swiped ? indexOf(swiped.id) : -1
  return (
    <div ref={frameRef} className="group/list relative min-h-0 flex-1 overflow-hidden">
      <VirtualList
        ref={ref}
        key={key}
        ids={ids}
        rowHeight={ROW_HEIGHT}
        activeAt={selectedId === undefined ? -1 : indexOf(selectedId)}
        label={t('conversations')}
        busy={empty && more}
        onChoose={onOpen}
        onMark={(id, upTo) => (upTo ? marks.extend(id, selectedId) : marks.toggle(id))}
        marking={marks.ids.length > 0}
        onPoint={prefetch}
        onNearEnd={load}
        onTouch={touch}
        renderRow={(id, index, top) => (
          <ConversationRow
            key={id}
            id={id}
            top={top}
            index={index}
            total={total}
            selected={id === selectedId}
          />
        )}
      />
      <PinDrag.Component frameRef={frameRef} filter={filter} rowHeight={ROW_HEIGHT} />
      <PullToRefresh.Component frameRef={frameRef} onRefresh={connection.refresh} />
      {swiped && swipedAt >= 0 && (
        <SwipeActions
          swiped={swiped}
          top={swipedAt * ROW_HEIGHT - swiped.scrolled}
          height={ROW_HEIGHT}
          onDone={() => (closeRow(), done(swiped.id))}
          onOpen={() => (closeRow(), open(swiped.id))}
        />
      )}
      {empty && more && !problem && <SkeletonRows />}
      {empty && !more && <Nothing filter={filter} action={action} onReset={onReset} />}
      {problem && (
        <Middle>
          <EmptyState
            icon={<CircleAlert />}
            title={t('notLoaded')}
            action={<Button onClick={load}>{t('tryAgain')}</Button>}
          />
        </Middle>
      )}
    </div>
  )
}

const RESTS_AFTER_MS = 60

// Who rests on a row is about to open it; who only passes is not.
function usePrefetch(): (id: string) => void {
  const sync = useSync()
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined)
  return (id) => {
    clearTimeout(resting.current)
    if (sync.connection.state() === 'live')
      resting.current = setTimeout(() => openThread(sync, id), RESTS_AFTER_MS)
  }
}

const ICONS: Record<Shelf, ReactNode> = {
  snoozed: <AlarmClock />,
  open: <PartyPopper />,
  done: <InboxIcon />,
  spam: <ShieldCheck />,
}

function Nothing({ filter, action, onReset }: Pick<Props, 'filter' | 'action' | 'onReset'>) {
  const t = useTranslations('conversation')
  const { shelf } = filter
  if (filter.section || chipsOf(filter).length > 0) {
    return (
      <Middle>
        <EmptyState
          icon={<SearchX />}
          title={t('empty.filtered.title')}
          text={t('empty.filtered.text')}
          action={<Button onClick={onReset}>{t('filter.showAll')}</Button>}
        />
      </Middle>
    )
  }
  return (
    <Middle>
      <EmptyState
        icon={ICONS[shelf]}
        title={t(`empty.${shelf}.title`)}
        text={t(`empty.${shelf}.text`)}
        action={shelf === 'open' && action}
      />
    </Middle>
  )
}

function Middle({ children }: { children: ReactNode }) {
  return <div className="absolute inset-0 grid place-items-center bg-surface">{children}</div>
}

import { type RefObject, useCallback, useEffect } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { conversationType } from '#features/conversation/conversation.ts'
import { useConversationActions } from '#features/conversation/conversation-actions.tsx'
import { useConversationList } from '#features/conversation/conversation-list.tsx'
import { type InboxPlace, pathOf } from '#features/conversation/paths.ts'
import { openThread } from '#features/conversation/thread-window.tsx'
import type { ComposerHandle } from '#features/message/Composer.tsx'
import { useSync } from '#sync/sync.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import type { VirtualListHandle } from '#ui/VirtualList.tsx'

type Parts = {
  place: InboxPlace
  list: RefObject<VirtualListHandle | null>
  composer: RefObject<ComposerHandle | null>
  passing: boolean
}

// A conversation that is looked at on the way is not opened: nobody has read it.
const PASSING = 'passing'
const AHEAD = 3

export function isPassing(state: unknown): boolean {
  return state === PASSING
}

/** Going through an inbox and answering it, by key, by mouse and by finger alike. */
export function useInboxKeys({ place, list, composer, passing }: Parts) {
  const { inboxId, status, conversationId } = place
  const t = useTranslations('conversation')
  const web = useTranslations('web')
  const sync = useSync()
  const phone = usePhone()
  const does = useConversationActions()
  const { ids, touch } = useConversationList(inboxId, status)
  const at = conversationId === undefined ? -1 : ids.indexOf(conversationId)
  useNeighbours(ids, at)

  const open = useCallback(
    (id: string) => {
      navigate(pathOf({ inboxId, status, conversationId: id }))
      does.read(id)
    },
    [inboxId, status, does],
  )
  const actions = {
    done: () => act('done'),
    open: () => act('open'),
    spam: () => act('spam'),
    unread: () => void (conversationId && does.unread(conversationId)),
    read: () => void (conversationId && does.read(conversationId)),
  }
  const go = web('sections.go')
  const section = web('sections.conversation')
  useShortcuts([
    { id: 'next', keys: ['ArrowDown', 'j'], label: t('next'), section: go, run: () => move(1) },
    { id: 'previous', keys: ['ArrowUp', 'k'], label: t('previous'), section: go, run: () => move(-1) },
    { id: 'back', keys: ['Escape'], label: web('goBack'), section: go, run: back },
    { id: 'conversation.reply', keys: ['Enter'], label: t('reply'), section, run: reply },
    { id: 'conversation.done', keys: ['e'], label: t('markDone'), section, run: actions.done },
    {
      id: 'conversation.unread',
      keys: ['u'],
      label: t('markUnread'),
      section,

      run: actions.unread,
    },
    { id: 'conversation.open', keys: ['o'], label: t('markOpen'), section, run: actions.open },
    { id: 'conversation.spam', keys: ['!'], label: t('markSpam'), section, run: actions.spam },
  ])
  return { open, after, actions, leave }

  function pass(id: string | undefined): void {
    navigate(pathOf({ inboxId, status, conversationId: id }), {
      passing: true,
      state: id === undefined ? null : PASSING,
    })
  }

  function move(by: 1 | -1): void {
    const id = at < 0 ? ids[0] : ids[at + by]
    if (id === undefined) return
    touch()
    pass(id)
    list.current?.reveal(ids.indexOf(id))
    list.current?.focus()
  }

  function act(what: 'done' | 'open' | 'spam'): void {
    if (conversationId === undefined) return
    touch()
    does[what](conversationId, () => pass(conversationId))
    after()
  }

  // When the conversation has left this list, the next one takes its place; a phone goes back to the list.
  function after(): void {
    if (conversationId === undefined || at < 0) return
    if (sync.store.get(conversationType, conversationId)?.status === status) return
    if (phone) return navigate(pathOf({ inboxId, status }), { replace: true })
    pass(ids[at + 1] ?? ids[at - 1])
    list.current?.focus()
  }

  function reply(): void {
    const id = conversationId ?? ids[0]
    if (id === undefined) return
    flushSync(() => {
      if (passing || conversationId === undefined)
        navigate(pathOf({ inboxId, status, conversationId: id }), { replace: true })
    })
    composer.current?.focus()
  }

  function leave(): void {
    list.current?.focus()
  }

  function back(): void {
    navigate(pathOf({ inboxId, status }))
    list.current?.focus()
  }
}

// Threads that the next keys will open.
function useNeighbours(ids: readonly string[], at: number): void {
  const sync = useSync()
  const first = Math.max(0, at - AHEAD)
  const near = ids.slice(first, at + AHEAD + 1).join(' ')
  useEffect(() => {
    const timer = setTimeout(() => {
      if (sync.connection.state() !== 'live') return
      for (const id of near.split(' ')) if (id) openThread(sync, id)
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [sync, near])
}

const SETTLED_MS = 60

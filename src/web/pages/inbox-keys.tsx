import { type RefObject, useCallback, useEffect } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import {
  type Deed,
  useActsOn,
  useConversationActions,
  useConversationActs,
} from '#features/conversation/conversation-actions.tsx'
import { useConversationList } from '#features/conversation/conversation-list.tsx'
import { type InboxPlace, pathOf } from '#features/conversation/paths.ts'
import { useMarks } from '#features/conversation/selection-hooks.tsx'
import { openThread } from '#features/conversation/thread-window.tsx'
import type { ComposerHandle } from '#features/message/Composer.tsx'
import { useSync } from '#sync/sync.tsx'
import { commandMenu } from '#ui/command-menu.ts'
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
  const { filter, conversationId } = place
  const t = useTranslations('conversation')
  const web = useTranslations('web')
  const phone = usePhone()
  const does = useConversationActions()
  const { acts: all, perform } = useConversationActs()
  const { ids, view, key, indexOf, touch } = useConversationList(filter)
  const marks = useMarks(key, ids)
  const chosenIds = marks.ids.length > 0 ? marks.ids : conversationId === undefined ? [] : [conversationId]
  const acts = useActsOn(all, chosenIds)
  const at = conversationId === undefined ? -1 : indexOf(conversationId)
  useNeighbours(ids, at)

  const open = useCallback(
    (id: string) => {
      marks.clear()
      navigate(pathOf({ filter, conversationId: id }))
      does.seen(id)
    },
    [filter, does, marks],
  )
  // What has a button beside one conversation is done with that one, whatever is marked in the list.
  const actions = {
    done: () => act('done'),
    open: () => act('open'),
    spam: () => act('spam'),
    unread: () => act('unread'),
    read: () => act('read'),
    seen: () => void (conversationId && does.seen(conversationId)),
  }
  const chosen = chosenIds.length > 0
  const go = web('sections.go')
  const section = web('sections.conversation')
  const selecting = web('sections.selecting')
  useShortcuts([
    {
      id: 'next',
      keys: ['ArrowDown', 'j'],
      label: t('next'),
      section: go,
      run: () => move(1),
      repeats: true,
    },
    {
      id: 'previous',
      keys: ['ArrowUp', 'k'],
      label: t('previous'),
      section: go,
      run: () => move(-1),
      repeats: true,
    },
    { id: 'back', keys: ['Escape'], label: web('goBack'), section: go, run: back },
    {
      id: 'conversation.reply',
      keys: ['Enter'],
      label: t('reply'),
      section,
      run: reply,
      offered: conversationId !== undefined || ids.length > 0,
    },
    ...acts.map(({ id, keys, label, possible, deed, choices }) => ({
      id: `conversation.${id}`,
      keys,
      label,
      section,
      offered: chosen && possible,
      hint: marks.ids.length > 0 ? t('selection.count', { count: marks.ids.length }) : undefined,
      ...(deed ? { run: () => performOnAll(deed) } : {}),
      ...(choices
        ? {
            choices: (said: string) =>
              choices(said, meantIds()).map(({ deed, ...choice }) => ({ ...choice, run: performing(deed) })),
          }
        : {}),
    })),
    {
      id: 'select',
      keys: ['x'],
      label: t('selection.toggle'),
      section: selecting,
      run: mark,
      offered: at >= 0,
    },
    {
      id: 'select.next',
      keys: ['shift+ArrowDown', 'shift+j'],
      label: t('selection.next'),
      section: selecting,
      run: () => markTo(1),
      repeats: true,
    },
    {
      id: 'select.previous',
      keys: ['shift+ArrowUp', 'shift+k'],
      label: t('selection.previous'),
      section: selecting,
      run: () => markTo(-1),
      repeats: true,
    },
    {
      id: 'select.all',
      keys: ['mod+a'],
      label: t('selection.list'),
      section: selecting,
      run: () => marks.all(),
    },
  ])
  return {
    ...{ open, actions, leave, marks, performOnAll },
    acts: acts.filter(({ possible }) => possible),
    answered: { after: () => after([]), undone: () => pass(conversationId) },
  }

  function pass(id: string | undefined): void {
    navigate(pathOf({ filter, conversationId: id }), {
      passing: true,
      state: id === undefined ? null : PASSING,
    })
  }

  function move(by: 1 | -1): string | undefined {
    const id = at < 0 ? ids[0] : ids[at + by]
    if (id === undefined) return undefined
    touch()
    pass(id)
    list.current?.reveal(indexOf(id))
    list.current?.focus()
    return id
  }

  function mark(): void {
    if (conversationId !== undefined && at >= 0) marks.toggle(conversationId)
  }

  function markTo(by: 1 | -1): void {
    const id = move(by)
    if (id !== undefined) marks.extend(id, conversationId)
  }

  function meantIds(): readonly string[] {
    return commandMenu.place()?.alone && conversationId !== undefined ? [conversationId] : chosenIds
  }

  // Asked now: when one has chosen, the menu is gone.
  function performing(deed: Deed): () => void {
    const alone = commandMenu.place()?.alone
    return () => (alone ? performOnOne(deed) : performOnAll(deed))
  }

  /** With what is marked, or else with the one where the person is. */
  function performOnAll(deed: Deed): void {
    if (marks.ids.length === 0) return performOnOne(deed)
    touch()
    perform(deed, marks.ids)
    after(marks.ids)
  }

  function performOnOne(deed: Deed): void {
    if (conversationId === undefined) return
    touch()
    perform(deed, [conversationId], () => pass(conversationId))
    after([conversationId])
  }

  function act(what: string): void {
    const deed = acts.find(({ id }) => id === what)?.deed
    if (deed) performOnOne(deed)
  }

  // When the conversation has left this list, the next one takes its place; a phone goes back to the list.
  function after(acted: readonly string[]): void {
    if (conversationId === undefined || at < 0 || view.indexOf(conversationId) >= 0) return
    if (phone) return navigate(pathOf({ filter }), { replace: true })
    const stays = (id: string) => !acted.includes(id) && view.indexOf(id) >= 0
    pass(ids.slice(at + 1).find(stays) ?? ids.slice(0, at).findLast(stays))
    list.current?.focus()
  }

  function reply(): void {
    const id = conversationId ?? ids[0]
    if (id === undefined) return
    flushSync(() => {
      if (passing || conversationId === undefined)
        navigate(pathOf({ filter, conversationId: id }), { replace: true })
    })
    composer.current?.focus()
  }

  function leave(): void {
    list.current?.focus()
  }

  function back(): void {
    if (marks.ids.length > 0) return marks.clear()
    navigate(pathOf({ filter }))
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

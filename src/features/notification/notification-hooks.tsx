import { useCallback, useMemo } from 'react'
import { conversationType, shelfOf } from '#features/conversation/conversation.ts'
import { foundState } from '#features/conversation/found.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { openThread } from '#features/conversation/thread-window.tsx'
import { inboxType } from '#features/inbox/inbox.ts'
import { pathOfTeam } from '#features/team/team-paths.ts'
import type { Store } from '#sync/store.ts'
import { type Sync, useRows, useSync, useViewIds } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { navigate } from '#ui/navigation.tsx'
import { readAllCommand, readCommand } from './notification.api.ts'
import { type Notification, notificationType } from './notification.ts'

/** What one was told of and this browser holds, or what of it has not been read, newest first. */
export function useNotifications(which: keyof Views): readonly Notification[] {
  const { store } = useSync()
  return useRows(notificationType, viewOf(store)[which])
}

/** How many of them have not been read, as far as anybody counts. */
export function useUnreadNotifications(): number {
  const { store } = useSync()
  return useViewIds(viewOf(store).unread).length
}

export function useReading() {
  const { connection, store } = useSync()
  return useMemo(() => {
    const unread = () => viewOf(store).unread.ids()
    return {
      read: (ids: string[], read = true) => void connection.run(readCommand, { ids, read }),
      /** Everything, or all of one conversation or chat. Nothing when there is nothing. */
      readAll(conversationId: string | null = null) {
        const ids = unread().filter(
          (id) => conversationId === null || threadOf(store.get(notificationType, id)) === conversationId,
        )
        const newest = ids.toSorted().at(-1)
        if (newest) void connection.run(readAllCommand, { ids, upTo: newest, conversationId })
      },
    }
  }, [connection, store])
}

/** Opens what one was told of where it stands in its thread; then it has been read. */
export function useOpenNotification(): (notification: Notification) => void {
  const sync = useSync()
  const { read } = useReading()
  return useCallback(
    (notification) => {
      if (notification.readAt === null) read([notification.id])
      const { conversationId, seq } = notification
      if (conversationId === null) return navigate(pathOfNotification(sync, notification))
      openThread(sync, conversationId)
      navigate(pathOfNotification(sync, notification), {
        state: seq === null ? null : foundState(conversationId, seq),
      })
    },
    [sync, read],
  )
}

export function pathOfNotification(
  { store }: Pick<Sync, 'store'>,
  { conversationId, chatId, inboxId }: Notification,
): string {
  if (chatId !== null) return pathOfTeam({ chatId })
  if (conversationId === null) return '/activity'
  const conversation = store.get(conversationType, conversationId)
  const wanted = conversation?.inboxId ?? inboxId ?? ''
  const within = store.get(inboxType, wanted) ? wanted : null
  const shelf = conversation ? shelfOf(conversation) : 'open'
  return pathOf({ filter: { inboxId: within, shelf }, conversationId })
}

/** The conversation or the chat that it is about. */
export function threadOf(notification: Notification | undefined): string | null {
  return notification?.conversationId ?? notification?.chatId ?? null
}

type Views = { all: View<Notification>; unread: View<Notification> }

const views = new WeakMap<Store, Views>()

function viewOf(store: Store): Views {
  const known = views.get(store) ?? {
    all: store.view(notificationType, { where: isListed, before }),
    unread: store.view(notificationType, { where: (row) => isListed(row) && row.readAt === null, before }),
  }
  views.set(store, known)
  return known
}

function isListed({ media }: Notification): boolean {
  return media.includes('app')
}

// One that stands for many comes up again with each of them.
function before(a: Notification, b: Notification): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at
}

import { useCallback, useSyncExternalStore } from 'react'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useRow, useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Chat, chatMemberId, chatMemberType, chatType, unreadIn } from './chat.ts'

/** The member's chats, the newest words first. */
export function useChats(): readonly Chat[] {
  const { store } = useSync()
  return useRows(chatType, viewOf(store))
}

const views = new WeakMap<Store, View<Chat>>()

function viewOf(store: Store): View<Chat> {
  const known = views.get(store) ?? store.view(chatType, { where: () => true, before })
  views.set(store, known)
  return known
}

function before(a: Chat, b: Chat): boolean {
  return a.lastActivityAt > b.lastActivityAt || (a.lastActivityAt === b.lastActivityAt && a.id < b.id)
}

/** How much of a chat the reader has not seen. */
export function useUnreadIn(chat: Chat): number {
  const mine = useRow(chatMemberType, chatMemberId(chat.id, useMyId() ?? ''))
  return unreadIn(chat, mine)
}

/** In how many chats there is something that the reader has not seen. */
export function useUnreadChats(): number {
  const { store } = useSync()
  const me = useMyId() ?? ''
  const subscribe = useCallback(
    (listener: () => void) =>
      store.onChange((changes) => {
        for (const { type } of changes.values())
          if (type === chatType.name || type === chatMemberType.name) return listener()
      }),
    [store],
  )
  return useSyncExternalStore(subscribe, () => unreadChats(store, me))
}

function unreadChats(store: Store, memberId: string): number {
  const unread = (chat: Chat) => unreadIn(chat, store.get(chatMemberType, chatMemberId(chat.id, memberId)))
  return store.all(chatType).filter((chat) => unread(chat) > 0).length
}

/** Whom a chat is with: its name, or that of everybody else in it. */
export function useChatName(): (chat: Chat) => string {
  const { store } = useSync()
  const me = useMyId()
  return ({ name, memberIds }) => {
    if (name !== null) return name
    const others = memberIds.length > 1 ? memberIds.filter((id) => id !== me) : memberIds
    const names = others.map((id) => store.get(memberType, id)?.name ?? '?')
    return new Intl.ListFormat(document.documentElement.lang, { type: 'unit', style: 'short' }).format(names)
  }
}

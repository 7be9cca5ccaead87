import type { Notification } from './notification.ts'

/** What one was told of one conversation, newest first. */
export type NotificationGroup = { key: string; items: [Notification, ...Notification[]] }

/** By conversation, that of the newest first. `all` is in that order already. */
export function groupsOf(all: readonly Notification[]): NotificationGroup[] {
  const groups = new Map<string, NotificationGroup>()
  for (const item of all) {
    const key = item.conversationId ?? item.chatId ?? item.id
    const group = groups.get(key)
    if (group) group.items.push(item)
    else groups.set(key, { key, items: [item] })
  }
  return [...groups.values()]
}

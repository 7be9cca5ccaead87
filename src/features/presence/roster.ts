import type { PresentAt } from '#sync/around.ts'
import { isGone, presentIn, type Tab } from './presence.ts'

/** Which tabs of a workspace are at which conversation, and what of it nobody has been told yet. */
export type Roster = {
  /** A tab is there, or still is. */
  put(tab: Tab): void
  remove(tabId: string): void
  /** Forgets the tabs that have not been heard of for too long, and says which. */
  expire(now: number): string[]
  at(conversationId: string): Iterable<Tab>
  size(): number
  /** What has changed since the last time, conversation by conversation. Nothing when all is as it was told. */
  news(): News[]
  /** Where people are, for somebody in these inboxes. */
  whole(inboxIds: ReadonlySet<string>): PresentAt[]
}

/** What happened at one conversation: it concerns these inboxes. */
export type News = { conversationId: string; inboxIds: ReadonlySet<string>; tabs: readonly Tab[] }

export function createRoster(): Roster {
  /** The one that was heard of last stands at the end. */
  const tabs = new Map<string, Tab>()
  const byConversation = new Map<string, Map<string, Tab>>()
  const touched = new Set<string>()
  const told = new Map<string, { text: string; inboxIds: ReadonlySet<string> }>()
  return {
    put,
    remove,
    expire,
    at: (conversationId) => byConversation.get(conversationId)?.values() ?? [],
    size: () => tabs.size,
    news,
    whole,
  }

  function put(tab: Tab): void {
    if (tabs.get(tab.id)?.conversationId !== tab.conversationId) remove(tab.id)
    const before = tabs.get(tab.id)
    tabs.delete(tab.id)
    tabs.set(tab.id, tab)
    const here = byConversation.get(tab.conversationId) ?? new Map<string, Tab>()
    byConversation.set(tab.conversationId, here.set(tab.id, tab))
    if (before?.writing !== tab.writing || before.inboxId !== tab.inboxId) touched.add(tab.conversationId)
  }

  function remove(tabId: string): void {
    const tab = tabs.get(tabId)
    if (!tab) return
    tabs.delete(tabId)
    const here = byConversation.get(tab.conversationId)
    here?.delete(tabId)
    if (here?.size === 0) byConversation.delete(tab.conversationId)
    touched.add(tab.conversationId)
  }

  function expire(now: number): string[] {
    const gone: string[] = []
    for (const tab of tabs.values()) {
      if (!isGone(tab, now)) break
      gone.push(tab.id)
    }
    for (const id of gone) remove(id)
    return gone
  }

  function news(): News[] {
    const conversationIds = [...touched]
    touched.clear()
    return conversationIds.flatMap((conversationId) => newsOf(conversationId) ?? [])
  }

  function newsOf(conversationId: string): News | undefined {
    const here = [...(byConversation.get(conversationId)?.values() ?? [])]
    const before = told.get(conversationId)
    const text = JSON.stringify(Object.entries(Object.groupBy(here, ({ inboxId }) => inboxId)).map(textOf))
    if (text === (before?.text ?? '[]')) return undefined
    const inboxIds = new Set(here.map(({ inboxId }) => inboxId))
    if (here.length > 0) told.set(conversationId, { text, inboxIds })
    else told.delete(conversationId)
    return { conversationId, tabs: here, inboxIds: new Set([...inboxIds, ...(before?.inboxIds ?? [])]) }
  }

  function whole(inboxIds: ReadonlySet<string>): PresentAt[] {
    return [...byConversation].flatMap(([conversationId, here]) => {
      const present = presentIn(seenFrom(inboxIds, here.values()))
      return present.length > 0 ? [{ conversationId, present }] : []
    })
  }
}

/** The news as somebody in these inboxes is told it: what concerns none of them is not in it. */
export function newsFor(news: readonly News[], inboxIds: ReadonlySet<string>): PresentAt[] {
  return news
    .filter((one) => [...one.inboxIds].some((inboxId) => inboxIds.has(inboxId)))
    .map(({ conversationId, tabs }) => ({ conversationId, present: presentIn(seenFrom(inboxIds, tabs)) }))
}

function seenFrom(inboxIds: ReadonlySet<string>, tabs: Iterable<Tab>): Tab[] {
  return [...tabs].filter(({ inboxId }) => inboxIds.has(inboxId))
}

function textOf([inboxId, tabs = []]: [string, Tab[] | undefined]): unknown {
  return [inboxId, presentIn(tabs)]
}

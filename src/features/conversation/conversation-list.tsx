import { contactType } from '#features/contact/contact.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { pairId } from '#kit/id.ts'
import { rowKey } from '#sync/overlay.ts'
import type { RowChange, Store } from '#sync/store.ts'
import { type Sync, useSync, useViewIds, useWindow } from '#sync/sync.tsx'
import { createView, type View } from '#sync/view.ts'
import type { Window } from '#sync/windows.ts'
import { listQuery } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'
import { conversationMemberId, conversationMemberType } from './conversation-member.ts'
import {
  comesBefore,
  type Listed,
  type ListFilter,
  type ListPosition,
  labelsOf,
  matches,
  positionOf,
} from './list.ts'

/** The conversations that pass a filter, in its order, as far as this browser holds them. */
export type ConversationList = {
  key: string
  view: View<Row>
  /** The next page, from the server. */
  load(): void
  /** The person is going through the list: rows keep their places until they pause. */
  touch(): void
  /** The pause is over: what waited for it is put in its place. */
  settle(): void
  close(): void
}

/** A conversation where it stood when the list last looked at it. */
type Row = { id: string; listed: Listed; position: ListPosition }

const PAGE = 100
const PAUSE_MS = 800
// Lists are kept up to date while they are not looked at, so that going back to one is instant.
const MOST_KEPT = 6

export function useConversationList(filter: ListFilter) {
  const sync = useSync()
  const list = listOf(sync, filter)
  const ids = useViewIds(list.view)
  return { ...list, ids, indexOf, window: useWindow<ListPosition>(list.key) }

  /** Where it stands among `ids`, or -1: by its order, not one by one, however long the list is. */
  function indexOf(id: string): number {
    return list.view.ids() === ids ? list.view.indexOf(id) : ids.indexOf(id)
  }
}

/** What a list is called among the windows: the same filter is the same list. */
export function listKey(filter: ListFilter): string {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined)
  return `list ${JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))}`
}

const lists = new WeakMap<Store, Map<string, ConversationList>>()

// The one used last stands at the end.
function listOf(sync: Sync, filter: ListFilter): ConversationList {
  const kept = lists.get(sync.store) ?? new Map<string, ConversationList>()
  lists.set(sync.store, kept)
  const key = listKey(filter)
  const list = kept.get(key) ?? openList(sync, key, filter)
  kept.delete(key)
  kept.set(key, list)
  for (const [other, { close }] of kept) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(other)
    close()
  }
  return list
}

function openList({ store, windows, connection }: Sync, key: string, filter: ListFilter): ConversationList {
  const memberId = connection.me()?.memberId ?? ''
  const labelled = labelsOf(filter).length > 0
  const view = createView<Row>({ where, before: (a, b) => comesBefore(a.position, b.position, filter) })
  let pausing: ReturnType<typeof setTimeout> | undefined
  let reached: Pick<Window<ListPosition>, 'cursor' | 'more'> = windows.get(key)
  refill()
  const stops = [windows.subscribe(key, reach), store.onChange(follow), store.attach({ head, refill })]
  return { key, view, load, touch, settle, close }

  function close(): void {
    for (const stop of stops) stop()
  }

  function load(): void {
    void windows.extend(key, {
      query: listQuery,
      input: (last: ListPosition | undefined) => ({ filter, last: last ?? null, limit: PAGE }),
      cursorOf: ({ rows }) => {
        const last = rows[conversationType.name]?.at(-1)
        // What a list is answered with are conversations, in its order; what belongs to them came with them.
        return (
          last && rowOf(last as Conversation, (rows[conversationMemberType.name] ?? []) as Mine[]).position
        )
      },
    })
  }

  // A row beyond what is held is here by chance: between it and the last held one others may be missing.
  function where({ listed, position }: Row): boolean {
    if (!matches(listed, filter, memberId)) return false
    const { cursor, more } = windows.get<ListPosition>(key)
    return !more || (cursor !== undefined && !comesBefore(cursor, position, filter))
  }

  function follow(changes: ReadonlyMap<string, RowChange>): void {
    for (const { type, id, row } of changes.values()) {
      if (type === conversationType.name) look(id)
      else if (type === conversationMemberType.name)
        look(row ? (row as Mine).conversationId : pairId(id, memberId))
      else if (type === inboxType.name || (labelled && type === contactType.name)) return refill()
    }
    view.flush()
  }

  function look(id: string): void {
    const conversation = store.get(conversationType, id)
    view.update(id, conversation && rowOf(conversation))
  }

  function head(count: number): string[] {
    const ids = view.ids().slice(0, count)
    return ids.flatMap((id) => [
      rowKey(conversationType.name, id),
      rowKey(conversationMemberType.name, conversationMemberId(id, memberId)),
    ])
  }

  // Loading goes on and on: only how far the list reaches is of interest here.
  function reach(): void {
    const { cursor, more } = windows.get<ListPosition>(key)
    const before = reached
    if (cursor === before.cursor && more === before.more) return
    reached = { cursor, more }
    if (cursor === undefined) return refill()
    const missing = store.all(conversationType).filter(({ id }) => !view.has(id))
    view.extend(missing.map((conversation) => rowOf(conversation)))
    view.flush()
  }

  function refill(): void {
    view.refill(store.all(conversationType).map((conversation) => rowOf(conversation)))
    view.flush()
  }

  function rowOf(conversation: Conversation, fresh: Mine[] = []): Row {
    const { id, contactId, inboxId } = conversation
    const listed: Listed = {
      id,
      conversation,
      mine:
        fresh.find(({ conversationId }) => conversationId === id) ??
        store.get(conversationMemberType, conversationMemberId(id, memberId)),
      contact: labelled ? store.get(contactType, contactId) : undefined,
      mode: store.get(inboxType, inboxId)?.unreadMode ?? 'team',
    }
    return { id, listed, position: positionOf(listed, filter) }
  }

  function touch(): void {
    if (pausing === undefined) view.hold(true)
    clearTimeout(pausing)
    pausing = setTimeout(settle, PAUSE_MS)
  }

  function settle(): void {
    clearTimeout(pausing)
    pausing = undefined
    view.hold(false)
    view.flush()
  }
}

type Mine = NonNullable<Listed['mine']>

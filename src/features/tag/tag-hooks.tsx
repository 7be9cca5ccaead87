import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { type Tag, tagType } from './tag.ts'

/** The workspace's tags, by name. */
export function useTags(): readonly Tag[] {
  const { store } = useSync()
  return useRows(tagType, viewOf(store))
}

const views = new WeakMap<Store, View<Tag>>()

function viewOf(store: Store): View<Tag> {
  const known = views.get(store) ?? store.view(tagType, { where: () => true, before })
  views.set(store, known)
  return known
}

function before(a: Tag, b: Tag): boolean {
  const byName = a.name.localeCompare(b.name)
  return byName < 0 || (byName === 0 && a.id < b.id)
}

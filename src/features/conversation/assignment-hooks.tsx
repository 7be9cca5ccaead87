import { useMemo, useSyncExternalStore } from 'react'
import { inboxType } from '#features/inbox/inbox.ts'
import { useSync } from '#sync/sync.tsx'
import type { InboxPlace } from './paths.ts'

/** Whether conversations have an assignee in this inbox, or in any where it is null. So long as nobody knows, they do. */
export function useAssignment(inboxId: string | null): boolean {
  const { store } = useSync()
  return useSyncExternalStore(store.onChange, () => {
    const meant = store.all(inboxType).filter(({ id }) => inboxId === null || id === inboxId)
    return meant.length === 0 || meant.some(({ assignmentMode }) => assignmentMode)
  })
}

/** INB-15: a place as it can be looked at. Without assignees there are no sections: it is all of it. */
export function useWithoutSection(place: InboxPlace): InboxPlace {
  const assignment = useAssignment(place.filter.inboxId)
  return useMemo(() => {
    const { section, ...filter } = place.filter
    return assignment || section === undefined ? place : { ...place, filter }
  }, [place, assignment])
}

import { useSyncExternalStore } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { createDrafts, type Drafts } from './drafts.ts'

const made = new Map<string, Drafts>()

export function useDrafts(): Drafts {
  return draftsOf(useMyId())
}

export function draftsOf(memberId = ''): Drafts {
  const drafts = made.get(memberId) ?? createDrafts(localStorage, memberId)
  made.set(memberId, drafts)
  return drafts
}

export function useDraft(conversationId: string): string {
  const { subscribe, get } = useDrafts()
  return useSyncExternalStore(subscribe, () => get(conversationId))
}

import { useSyncExternalStore } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { createDrafts, type Drafts, draftKey } from './drafts.ts'

const made = new Map<string, Drafts>()

// The tabs of one browser hold the same words.
addEventListener('storage', ({ key }) => {
  for (const [memberId, drafts] of made) {
    const prefix = draftKey(memberId, '')
    if (key?.startsWith(prefix)) drafts.reread(key.slice(prefix.length).replace('.after', ''))
  }
})

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

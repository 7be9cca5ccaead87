import { useEffect } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { keepDrafts } from './kept-drafts.tsx'

/** Keeps what this browser's member is writing on all of their devices, as long as it stands. */
export function KeepDrafts() {
  const sync = useSync()
  const memberId = useMyId()
  useEffect(() => (memberId === undefined ? undefined : keepDrafts(sync, memberId)), [sync, memberId])
  return null
}

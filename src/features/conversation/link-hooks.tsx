import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import type { ThreadRow } from '#sync/thread.ts'
import { toasts } from '#ui/toasts.ts'
import { threadQuery } from './conversation.api.ts'
import { type Linked, linkPath, readLinkPath } from './paths.ts'

/** What an address of this very installation leads to. */
export function linkedIn(address: string): Linked | undefined {
  const { origin, pathname } = URL.canParse(address) ? new URL(address) : {}
  return origin === location.origin && pathname !== undefined ? readLinkPath(pathname) : undefined
}

/** Puts an address of ours where it can be pasted from. */
export function useCopyLink(): (linked: Linked) => void {
  const t = useTranslations('conversation')
  return (linked) => {
    const address = location.origin + linkPath(linked)
    navigator.clipboard.writeText(address).then(
      () => toasts.say(t('link.copied')),
      () => toasts.problem(t('link.notCopied', { address })),
    )
  }
}

/** The item that a link leads to, or just that there is such a conversation; null: not for this reader. */
export type Unfolded = { item: { type: string; row: ThreadRow } | undefined } | null

/** Asks what a link leads to. Undefined until it is known. */
export function useUnfolded({ conversationId, seq }: Linked): Unfolded | undefined {
  const { connection } = useSync()
  const [unfolded, setUnfolded] = useState<Unfolded>()
  useEffect(() => {
    let late = false
    const before = seq === undefined ? null : seq + 1
    void connection.ask(threadQuery, { conversationId, before, limit: 1 }).then((result) => {
      if (late) return
      if (!result.ok) return setUnfolded(null)
      // What stands in a thread besides the conversation itself and its contact has a number there.
      const items = Object.entries(result.value.rows).flatMap(([type, rows]) =>
        (rows as ThreadRow[]).flatMap((row) => (row.seq === seq && seq !== undefined ? [{ type, row }] : [])),
      )
      setUnfolded({ item: items[0] })
    })
    return () => {
      late = true
    }
  }, [connection, conversationId, seq])
  return unfolded
}

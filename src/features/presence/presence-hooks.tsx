import { useCallback, useState, useSyncExternalStore } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Present } from '#sync/around.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import {
  keyOf,
  lockedBy,
  type Presence,
  presenceOf,
  type Reply,
  type Warning,
  warningFor,
  writersOf,
} from './presence.ts'

/** Who else is at a conversation. */
export function useOthers(conversationId: string): Present[] {
  const me = useMyId()
  return usePresent(conversationId).filter(({ memberId }) => memberId !== me)
}

/** "Ben is replying", for a row of the list; nothing when nobody else is. */
export function useReplying(conversationId: string): string | undefined {
  const t = useTranslations('presence')
  const names = useNames()
  const writers = writersOf(useOthers(conversationId))
  return writers.length === 0 ? undefined : t('replying', { who: names(writers), count: writers.length })
}

/** Whether a colleague is here at all. */
export function usePresence(memberId: string | undefined): Presence {
  const { connection } = useSync()
  const present = usePresent(connection.me()?.workspaceId ?? '')
  return memberId === undefined ? 'offline' : presenceOf(memberId, present)
}

/** What colleagues are called, in one phrase. */
export function useNames(): (memberIds: readonly string[]) => string {
  const { store } = useSync()
  const t = useTranslations('presence')
  const format = useFormatter()
  return (memberIds) => format.list(memberIds.map((id) => store.get(memberType, id)?.name ?? t('us')))
}

/** What stands between a reply and its customer. */
export type ReplyGuard = {
  warning: Warning | undefined
  /** The one who alone may answer now. */
  lockedBy: string | undefined
  /** The warning was read: the next press sends. */
  asked: boolean
  /** Somebody wants to send: whether it may go now. */
  pass(): boolean
}

export function useReplyGuard(
  conversation: { id: string; inboxId: string; assigneeId: string | null },
  { answering, replies }: { answering: boolean; replies: readonly Reply[] },
): ReplyGuard {
  const me = useMyId()
  const present = usePresent(conversation.id)
  const inbox = useRow(inboxType, conversation.inboxId)
  const [read, setRead] = useState<string>()
  const warning = warningFor({ present, me, answering, replies })
  const locked = inbox && lockedBy(inbox, conversation, writersOf(present), me)
  const key = keyOf(warning)
  // What comes back later is another warning.
  if (read !== undefined && read !== key) setRead(undefined)
  return { warning, lockedBy: locked, asked: key !== undefined && key === read, pass }

  function pass(): boolean {
    if (locked !== undefined) return false
    const passes = key === undefined || key === read
    setRead(passes ? undefined : key)
    return passes
  }
}

function usePresent(conversationId: string): readonly Present[] {
  const { around } = useSync().connection
  const subscribe = useCallback(
    (listener: () => void) => around.subscribe(conversationId, listener),
    [around, conversationId],
  )
  return useSyncExternalStore(subscribe, () => around.at(conversationId))
}

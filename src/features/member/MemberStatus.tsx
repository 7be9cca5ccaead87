import { useRow } from '#sync/sync.tsx'
import { useNow } from '#ui/When.tsx'
import { memberStatusType, statusNow } from './member-status.ts'

/** What a member says of themselves, as long as it holds; nothing when they say nothing. */
export function useMemberStatus(memberId: string | undefined) {
  return statusNow(useRow(memberStatusType, memberId), useNow())
}

/** Beside a name: the emoji, and with `whole` the words. */
export function MemberStatus({ memberId, whole = false }: { memberId: string | undefined; whole?: boolean }) {
  const status = useMemberStatus(memberId)
  if (!status) return null
  const text = [status.emoji, status.text].filter(Boolean).join(' ')
  return (
    <span className="min-w-0 shrink truncate text-xs text-muted" data-tip={whole ? undefined : text}>
      {whole || status.emoji === '' ? text : status.emoji}
      {!whole && status.emoji !== '' && <span className="unseen">{status.text}</span>}
    </span>
  )
}

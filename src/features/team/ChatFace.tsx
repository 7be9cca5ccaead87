import { Users } from 'lucide-react'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { PresenceDot } from '#features/presence/PresenceDot.tsx'
import { useRow } from '#sync/sync.tsx'
import type { Chat } from './chat.ts'

/** The other one of a chat of two, or a sign for a group. */
export function ChatFace({ chat: { direct, memberIds } }: { chat: Chat }) {
  const me = useMyId()
  const other = useRow(memberType, direct ? memberIds.find((id) => id !== me) : undefined)
  if (other)
    return (
      <span className="relative shrink-0">
        <MemberFace memberId={other.id} className="size-8 text-xs" />
        <PresenceDot memberId={other.id} className="absolute -right-0.5 -bottom-0.5" />
      </span>
    )
  return (
    <span
      aria-hidden="true"
      className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted"
    >
      <Users className="size-4" />
    </span>
  )
}

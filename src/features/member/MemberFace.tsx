import { pictureUrl } from '#features/workspace/picture.ts'
import { useRow } from '#sync/sync.tsx'
import { Initials } from '#ui/Initials.tsx'
import { memberType } from './member.ts'

/** Who somebody is, in the room of two letters. `name`: of who is no member. */
export function MemberFace({
  memberId,
  name = '',
  className,
}: {
  memberId: string | null | undefined
  name?: string
  className?: string
}) {
  const member = useRow(memberType, memberId ?? undefined)
  return <Initials name={member?.name ?? name} picture={pictureUrl(member?.picture)} className={className} />
}

import { AlarmClock, Pin } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { TagChip } from '#features/tag/TagChip.tsx'
import { useRow } from '#sync/sync.tsx'
import { useWhen } from '#ui/When.tsx'
import type { Conversation } from './conversation.ts'
import { conversationMemberId, conversationMemberType } from './conversation-member.ts'
import { useTagsShown } from './tags-shown.tsx'

const MOST_TAGS = 2

/** What is worth knowing of a conversation at the end of its row: tags, pins, its sleep, and who has it. */
export function RowFacts({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const when = useWhen()
  const me = useMyId()
  const { id, inboxId, assigneeId, pinnedAt, snoozedUntil, tagIds } = conversation
  const assignee = useRow(memberType, assigneeId ?? undefined)
  const assigning = useRow(inboxType, inboxId)?.assignmentMode ?? true
  const pinnedForMe = useRow(conversationMemberType, me && conversationMemberId(id, me))?.pin != null
  const [tagsShown] = useTagsShown()
  return (
    <span className="flex shrink-0 items-center gap-1.5 [&_svg]:size-3.5 [&_svg]:text-faint">
      {tagsShown === 'yes' && tagIds.slice(0, MOST_TAGS).map((tagId) => <TagChip key={tagId} id={tagId} />)}
      {snoozedUntil && (
        <Fact
          said={t('untilWhen', { when: when.moment(snoozedUntil) })}
          icon={<AlarmClock aria-hidden="true" />}
        />
      )}
      {pinnedForMe ? (
        <span
          data-handle
          className="inline-flex cursor-grab touch-none pointer-coarse:-mx-3 pointer-coarse:-my-4 pointer-coarse:px-3 pointer-coarse:py-4"
        >
          <Fact said={t('pinned')} icon={<Pin aria-hidden="true" />} />
        </span>
      ) : (
        pinnedAt && <Fact said={t('pinned')} icon={<Pin aria-hidden="true" />} />
      )}
      {assignee && assigning && (
        <Fact
          said={t('assignedTo', { name: assignee.id === me ? t('toYou') : assignee.name })}
          icon={<MemberFace memberId={assignee.id} className="size-4.5" />}
        />
      )}
    </span>
  )
}

function Fact({ said, icon }: { said: string; icon: ReactNode }) {
  return (
    <span title={said} className="inline-flex">
      {icon}
      <span className="unseen">{said}</span>
    </span>
  )
}

import { useTranslations } from 'use-intl'
import { MemberFace } from '#features/member/MemberFace.tsx'
import type { Present } from '#sync/around.ts'
import { useNames, useOthers } from './presence-hooks.tsx'
import { TypingDots } from './TypingDots.tsx'

const MOST_SHOWN = 3

/** Who else looks at this conversation now, and who of them is writing. */
export function Viewers({ conversationId }: { conversationId: string }) {
  const t = useTranslations('presence')
  const names = useNames()
  const others = useOthers(conversationId)
  // Who writes is shown before all others.
  const sorted = [...others.filter(({ writing }) => writing), ...others.filter(({ writing }) => !writing)]
  const rest = sorted.slice(MOST_SHOWN)
  if (others.length === 0) return null
  return (
    <ul aria-label={t('here')} className="mr-1 flex shrink-0 items-center gap-1">
      {sorted.slice(0, MOST_SHOWN).map((one) => (
        <Viewer key={one.memberId} {...one} />
      ))}
      {rest.length > 0 && (
        <li data-tip={names(rest.map(({ memberId }) => memberId))} className="text-xs text-muted">
          <span aria-hidden="true">{t('more', { count: rest.length })}</span>
          <span className="unseen">{names(rest.map(({ memberId }) => memberId))}</span>
        </li>
      )}
    </ul>
  )
}

function Viewer({ memberId, writing }: Present) {
  const t = useTranslations('presence')
  const who = useNames()([memberId])
  const told = writing ? t('writing', { who, count: 1 }) : t('viewing', { who })
  return (
    <li data-tip={told} className="appear relative flex items-center gap-1 text-accent-text">
      <MemberFace memberId={memberId} />
      {writing && <TypingDots />}
      <span className="unseen">{told}</span>
    </li>
  )
}

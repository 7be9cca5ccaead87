import { Lock, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useToday, useWhen } from '#ui/When.tsx'
import { dayOf } from '#ui/when.ts'
import type { Warning } from './presence.ts'
import { type ReplyGuard, useNames } from './presence-hooks.tsx'

/** What somebody must know before they answer: said over the text field, and aloud without interrupting. */
export function ReplyWarning({ id, guard }: { id: string; guard: ReplyGuard }) {
  const t = useTranslations('presence')
  const text = useWarningText(guard)
  const Icon = guard.lockedBy === undefined ? TriangleAlert : Lock
  return (
    <div id={id} aria-live="polite" className="phone:order-first phone:basis-full">
      {text !== undefined && (
        <p className="flex items-baseline gap-2 rounded-t-lg border-b border-line bg-warn-soft px-3 py-1.5 text-sm text-warn">
          <Icon aria-hidden="true" className="size-3.5 shrink-0 translate-y-0.5" />
          <span className="min-w-0">
            <span className="font-medium">{text}</span> {guard.asked && t('notSent')}
          </span>
        </p>
      )}
    </div>
  )
}

/** Why a reply cannot be sent, or should not be without another thought. */
export function useWarningText({ warning, lockedBy }: ReplyGuard): string | undefined {
  const t = useTranslations('presence')
  const names = useNames()
  const answered = useAnsweredText()
  if (lockedBy !== undefined) return t('locked', { who: names([lockedBy]) })
  if (warning?.kind === 'answered') return answered(warning)
  if (!warning) return undefined
  const { memberIds } = warning
  return t('writing', { who: names(memberIds), count: memberIds.length })
}

function useAnsweredText(): (warning: Warning & { kind: 'answered' }) => string {
  const t = useTranslations('presence')
  const names = useNames()
  const when = useWhen()
  const today = useToday()
  return ({ by: { authorId, at } }) => {
    const who = authorId === null ? t('us') : names([authorId])
    const time = when.clock(at)
    if (dayOf(at) === today) return t('answered', { who, time })
    return t('answeredEarlier', { who, day: when.day(at, today), time })
  }
}

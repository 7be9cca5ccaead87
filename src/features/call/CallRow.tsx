import { CassetteTape } from 'lucide-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { optionId } from '#ui/VirtualList.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { iconOf, useSaid } from './CallItem.tsx'
import { type Call, callType } from './call.ts'
import { isMissed } from './call-filter.ts'
import { useCaller, useCallInbox } from './call-hooks.tsx'

export const ROW_HEIGHT = 64

type Props = { id: string; top: number; index: number; total: number; selected: boolean }

/** CA-2: a call in the list: which way it went, with whom, what became of it, who of us, when. */
export const CallRow = memo(function CallRow(props: Props) {
  const call = useRow(callType, props.id)
  return call ? <Row {...props} call={call} /> : null
})

function Row({ call, id, top, index, total, selected }: Props & { call: Call }) {
  const t = useTranslations('call')
  const when = useWhen()
  const today = useToday()
  const caller = useCaller(call)
  const inbox = useCallInbox(call)
  const said = useSaid(call)
  const unheard = call.voicemail !== null && call.voicemail.heardAt === null
  // What was said after the beep, and heard, needs nobody any more.
  const missed = isMissed(call) && (call.voicemail === null || unheard)
  return (
    <div
      id={optionId(id)}
      // No tag holds an option of two lines.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      data-id={id}
      aria-selected={selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${top}px)` }}
      className={cx(
        'absolute inset-x-0 flex h-16 items-center gap-3 pr-4 pl-4 contain-strict after:absolute after:right-0 after:bottom-0 after:left-11 after:h-px after:bg-line/60',
        selected
          ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent'
          : 'bg-surface hover:bg-hover',
      )}
    >
      <span aria-hidden="true" className={cx('[&_svg]:size-4', missed ? 'text-danger' : 'text-muted')}>
        {iconOf(call)}
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={cx('min-w-0 flex-1 truncate', unheard ? 'font-strong' : 'font-medium')}>
            {caller.name}
          </span>
          <span className="unseen">{call.direction === 'in' ? t('theyCalled') : t('weCalled')}</span>
          <span className="tabular shrink-0 text-xs text-faint">{when.brief(call.createdAt, today)}</span>
        </span>
        <span className="flex items-center gap-1.5 text-sm">
          <span className={cx('min-w-0 flex-1 truncate', missed ? 'text-danger' : 'text-muted')}>{said}</span>
          {unheard && (
            <span className="rounded-full bg-accent px-1.5 text-2xs font-strong text-on-accent">
              {t('unheard')}
            </span>
          )}
          {call.recorded?.state === 'kept' && (
            <span className="text-faint">
              <span className="unseen">{t('kind.recording')}</span>
              <CassetteTape aria-hidden="true" className="size-3.5" />
            </span>
          )}
          <span className="max-w-24 shrink-0 truncate text-xs text-faint">{inbox}</span>
        </span>
      </span>
    </div>
  )
}

import { Phone, PhoneIncoming, PhoneMissed, PhoneOutgoing, Voicemail } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CopyLink } from '#features/conversation/CopyLink.tsx'
import type { ItemProps } from '#features/conversation/thread-kinds.tsx'
import { memberType } from '#features/member/member.ts'
import { milliseconds } from '#kit/time.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { toasts } from '#ui/toasts.ts'
import { Time } from '#ui/When.tsx'
import { type Call, ringsFor, secondsOf } from './call.ts'
import { useCallActs, useLegName } from './call-hooks.tsx'
import { clockOf, useSecond } from './clock.tsx'
import { dialler } from './dialler.tsx'
import { KeptSound } from './KeptSound.tsx'
import { isAway } from './leg.ts'
import { Words } from './Words.tsx'

/** A call in its thread: how it stands while it goes on, and afterwards what is left of it. `detailed`: among its details. */
export function CallItem({ row: call, detailed = false }: ItemProps<Call> & { detailed?: boolean }) {
  const t = useTranslations('call')
  const said = useSaid(call)
  const missed = call.ending !== null && call.answeredAt === null && call.ending !== 'canceled'
  const unheard = call.voicemail !== null && call.voicemail.heardAt === null
  const bad = missed && (call.voicemail === null || unheard)
  return (
    <article
      aria-label={said}
      className={cx('group/item mt-3 flex flex-col', call.direction === 'out' ? 'items-end' : 'items-start')}
    >
      <div className="flex max-w-full items-center gap-1">
        <div
          className={cx(
            'w-92 max-w-full rounded-xl border px-3.5 py-2.5',
            call.state === 'ended' ? 'border-line bg-surface' : 'border-accent bg-accent-soft',
          )}
        >
          <div className="flex items-center gap-2.5">
            <span aria-hidden="true" className={cx('[&_svg]:size-4.5', bad ? 'text-danger' : 'text-muted')}>
              {iconOf(call)}
            </span>
            <p className="min-w-0 flex-1 text-sm">
              <span className={cx('font-medium', bad && 'text-danger')}>{said}</span>
              {unheard && (
                <span className="ml-1.5 rounded-full bg-accent px-1.5 text-2xs font-strong text-on-accent">
                  {t('unheard')}
                </span>
              )}
            </p>
            <Time at={call.createdAt} className="tabular shrink-0 text-xs text-faint" />
          </div>
          {call.state !== 'ended' && <Live call={call} />}
          {call.voicemail && <KeptSound call={call} kind="voicemail" sound={call.voicemail} />}
          {call.recorded && <KeptSound call={call} kind="recording" sound={call.recorded} />}
          <Words call={call} />
          {missed && !detailed && call.number !== 'anonymous' && (
            <Button className="mt-2" onClick={() => dialler.open({ to: call.number, lineId: call.lineId })}>
              <Phone aria-hidden="true" className="size-3.5" />
              {t('callBack')}
            </Button>
          )}
        </div>
        <CopyLink linked={{ conversationId: call.conversationId, seq: call.seq }} />
      </div>
    </article>
  )
}

const NOT_REACHED = [
  'busy',
  'no-answer',
  'refused',
  'unknown-number',
  'premium-number',
  'unreachable',
] as const

/** What became of a call, in a few words: "Missed call", "Ada talked for 3:12". */
export function useSaid(call: Call): string {
  const t = useTranslations('call')
  const { connection } = useSync()
  const me = connection.me()?.memberId
  const ours = whoOf(call)
  const member = useRow(memberType, ours ?? undefined)
  const mine = ours !== null && ours === me ? 'yes' : 'no'
  const who = member?.name ?? t('somebody')
  const length = clockOf(secondsOf(call, call.endedAt ?? call.createdAt))
  const { state, direction, ending } = call
  if (state === 'ringing') return direction === 'in' ? t('item.rings') : t('item.calls', { who, mine })
  if (state === 'connected') return t('item.talks', { who, mine })
  if (state === 'voicemail') return t('item.leavesMessage')
  if (ending === 'voicemail') return t('item.voicemail', { length: clockOf(call.voicemail?.seconds ?? 0) })
  if (call.answeredAt !== null) {
    const how = ending === 'lost' || ending === 'interrupted' ? ending : 'completed'
    return t(`item.${how}`, { who, mine, length, direction })
  }
  if (direction === 'in') return t('item.missed')
  if (ending === 'canceled') return t('item.canceled', { who, mine })
  return t(`notReached.${NOT_REACHED.find((why) => why === ending) ?? 'failed'}`)
}

// While they talk: who is in it now, which may not be who answered.
function whoOf({ state, legs, direction, placedBy, answeredBy }: Call): string | null {
  const there = legs.findLast((leg) => leg.party === 'member' && leg.state === 'connected')
  if (state === 'connected' && there) return there.memberId
  return direction === 'out' ? placedBy : answeredBy
}

export function iconOf(call: Pick<Call, 'direction' | 'state' | 'ending' | 'answeredAt'>): ReactNode {
  if (call.ending === 'voicemail') return <Voicemail />
  if (call.state === 'ended' && call.answeredAt === null && call.direction === 'in') return <PhoneMissed />
  return call.direction === 'in' ? <PhoneIncoming /> : <PhoneOutgoing />
}

function Live({ call }: { call: Call }) {
  const t = useTranslations('call')
  const { connection } = useSync()
  const me = connection.me()?.memberId ?? ''
  const acts = useCallActs(call)
  const since = milliseconds(call.answeredAt ?? call.createdAt) / 1_000
  const second = useSecond()
  const rings = ringsFor(call, me)
  return (
    <div className="mt-1.5 flex h-7 items-center gap-2 text-sm text-muted">
      <span className="tabular flex-1">
        {clockOf(second - since)}
        <Away call={call} />
      </span>
      {rings && (
        <Button look="primary" className="h-7" onClick={() => void answer()}>
          {t('answer')}
        </Button>
      )}
    </div>
  )

  async function answer(): Promise<void> {
    const problem = await acts.answer()
    if (problem) toasts.problem(problem)
  }
}

// Everybody else hears music meanwhile, and may want to know why.
function Away({ call }: { call: Call }) {
  const t = useTranslations('call')
  const leg = call.legs.find((one) => one.state === 'connected' && isAway(one))
  const name = useLegName(call, leg)
  return leg ? ` · ${t('isReconnecting', { name })}` : null
}

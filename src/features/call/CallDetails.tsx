import { MessageSquare, Phone } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { milliseconds } from '#kit/time.ts'
import { Button } from '#ui/Button.tsx'
import { Initials } from '#ui/Initials.tsx'
import { useWhen } from '#ui/When.tsx'
import { CallItem } from './CallItem.tsx'
import type { Call } from './call.ts'
import { useCaller, useCallInbox, useLegName, useOpenCall } from './call-hooks.tsx'
import { clockOf } from './clock.tsx'
import { dialler } from './dialler.tsx'
import type { Leg } from './leg.ts'

/** CA-3: one call: with whom, what is left of it, and who of us did what. */
export function CallDetails({ call }: { call: Call }) {
  const t = useTranslations('call')
  const when = useWhen()
  const caller = useCaller(call)
  const inbox = useCallInbox(call)
  const open = useOpenCall()
  const ours = call.legs.filter(({ party }) => party !== 'customer')
  return (
    <div className="mx-auto flex max-w-xl flex-col gap-5 px-6 py-6 phone:px-4 phone:pt-0">
      <header className="flex items-center gap-4">
        <Initials name={caller.name} className="size-12 text-base" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-strong">{caller.name}</h2>
          <p className="tabular text-sm text-muted">
            {[caller.company, caller.number].filter(Boolean).join(' · ')}
          </p>
          <p className="tabular text-sm text-muted">{`${inbox} · ${when.exact(call.createdAt)}`}</p>
        </div>
      </header>
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={call.number === 'anonymous'}
          className="phone:grow"
          onClick={() => dialler.open({ to: call.number, lineId: call.lineId, now: true })}
        >
          <Phone aria-hidden="true" className="size-4" />
          {t('callBack')}
        </Button>
        <Button shortcut="call.open" onClick={() => open(call)} className="phone:grow">
          <MessageSquare aria-hidden="true" className="size-4" />
          {t('openThread')}
        </Button>
      </div>
      <CallItem row={call} first last latest={false} detailed />
      {ours.length > 0 && (
        <section aria-label={t('who')}>
          <h3 className="mb-1 text-xs font-medium text-faint">{t('who')}</h3>
          <ul>
            {ours.map((leg) => (
              <Part key={leg.id} call={call} leg={leg} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

// What one of us did, or did not.
function Part({ call, leg }: { call: Call; leg: Leg }) {
  const name = useLegName(call, leg)
  const what = useWhat(leg)
  return (
    <li className="flex items-center gap-2.5 border-b border-line py-2 text-sm last:border-0">
      <MemberFace memberId={leg.memberId} name={name} />
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="text-muted">{what}</span>
    </li>
  )
}

function useWhat({ joinedAt, leftAt, left }: Leg): string {
  const t = useTranslations('call')
  if (joinedAt === null) return left === null ? t('part.rings') : t(`part.${left}`)
  if (leftAt === null) return t('part.talks')
  return t('part.talked', { length: clockOf((milliseconds(leftAt) - milliseconds(joinedAt)) / 1_000) })
}

import { type ReactNode, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import type { Problem } from '#kit/result.ts'
import { useConnectionState, useRow, useSync } from '#sync/sync.tsx'
import { toasts } from '#ui/toasts.ts'
import { CallBar } from './CallBar.tsx'
import { type Call, callType, legOf, ringsFor } from './call.ts'
import { shownNumber, useCaller, useCallProblem, useMyLeg, useSoftphone } from './call-hooks.tsx'
import { DialPad } from './DialPad.tsx'
import { type Dialled, dialler } from './dialler.tsx'
import { IncomingCard } from './IncomingCard.tsx'
import { useLiveCalls } from './live-calls.tsx'
import { type Surroundings, useRinging } from './ringing.tsx'

/** Everything of calls that follows the member wherever they are: what rings, what they are in, and the dial pad. */
export function CallHost({
  notes,
  around,
}: {
  notes(conversationId: string): ReactNode
  around: Surroundings
}) {
  const { connection } = useSync()
  const me = connection.me()?.memberId ?? ''
  const calls = useLiveCalls()
  const dialled = useSyncExternalStore(dialler.subscribe, dialler.dialled)
  // What a disk remembers of a call that rang is long over.
  const here = useConnectionState() === 'live'
  const ringing = here ? calls.filter((call) => ringsFor(call, me)) : []
  const mine = calls.filter((call) => legOf(call, me)?.state === 'connected')
  const { known, know } = useKnown(mine)
  return (
    <>
      {ringing[0] && <Ring call={ringing[0]} waiting={mine.length > 0} around={around} />}
      {ringing.length > 0 && (
        <div className="pointer-events-none fixed top-3 right-3 z-40 flex w-92 max-w-[calc(100vw-1.5rem)] flex-col gap-2 phone:safe-top">
          {ringing.map((call) => (
            <IncomingCard key={call.id} call={call} waiting={mine.length > 0} hushed={around.hushed} />
          ))}
        </div>
      )}
      {mine.map((call) => (
        <CallBar key={call.id} call={call} notes={notes} />
      ))}
      {known.map((id) => (
        <Ending key={id} id={id} />
      ))}
      {dialled?.now && <Placing dialled={dialled} onPlaced={know} />}
      {dialled?.now === false && (
        <DialPad dialled={dialled} lookUp={around.lookUp} onPlaced={know} onClose={dialler.close} />
      )}
    </>
  )
}

function Ring({ call, waiting, around }: { call: Call; waiting: boolean; around: Surroundings }) {
  const since = useMyLeg(call)?.rangAt ?? call.createdAt
  useRinging(call, useCaller(call).name, since, waiting, around)
  return null
}

// The calls in which the member was, since this was loaded: of these one wants to know how they ended.
function useKnown(mine: readonly Call[]) {
  const [known, setKnown] = useState<readonly string[]>([])
  const fresh = mine.filter(({ id }) => !known.includes(id)).map(({ id }) => id)
  if (fresh.length > 0) setKnown([...known, ...fresh])
  return { known, know: (id: string) => setKnown((before) => [...before.filter((one) => one !== id), id]) }
}

// From a button that says whom it calls. What goes wrong is shown where another number can be called.
function Placing({ dialled, onPlaced }: { dialled: Dialled; onPlaced(callId: string): void }) {
  const t = useTranslations('call')
  const { softphone } = useSoftphone()
  const problemText = useCallProblem()
  const { to, lineId } = dialled
  const place = useEffectEvent(async () => {
    const placed = await softphone.place(lineId ?? '', to)
    if (dialler.dialled() === dialled) dialler.close()
    if (placed.ok) onPlaced(placed.value.callId)
    else toasts.problem(problemText(placed.error))
  })
  useEffect(() => void place(), [dialled])
  return (
    <p
      role="alert"
      className="w-58 border-t border-r border-line bg-canvas px-3.5 py-3 text-sm max-wide:w-15 max-wide:truncate max-wide:px-2 phone:w-full"
    >
      <span className="font-strong">{shownNumber(to)}</span>{' '}
      <span className="text-muted">{t('calling')}</span>
    </p>
  )
}

const NOT_REACHED = [
  'busy',
  'no-answer',
  'refused',
  'unknown-number',
  'premium-number',
  'unreachable',
  'failed',
  'lost',
  'interrupted',
] as const

// Why nobody was reached, or what broke it off. What was simply hung up needs no word.
function Ending({ id }: { id: string }) {
  const call = useRow(callType, id)
  const { softphone } = useSoftphone()
  const why = NOT_REACHED.find((ending) => ending === call?.ending)
  const unheard = call?.state === 'ended' ? softphone.neverHeard(id) : undefined
  if (unheard) return <Unheard problem={unheard} />
  return call && why ? <Said call={call} why={why} /> : null
}

// It ended because we were not heard: that can be helped.
function Unheard({ problem }: { problem: Problem }) {
  const problemText = useCallProblem()
  const say = useEffectEvent(() => toasts.problem(problemText(problem)))
  useEffect(() => say(), [])
  return null
}

function Said({ call, why }: { call: Call; why: (typeof NOT_REACHED)[number] }) {
  const t = useTranslations('call')
  const { name } = useCaller(call)
  const say = useEffectEvent(() => toasts.problem(t(`ended.${why}`, { name })))
  useEffect(() => say(), [])
  return null
}

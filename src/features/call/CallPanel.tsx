import {
  ChevronDown,
  Circle,
  CirclePause,
  Grid3x3,
  NotebookPen,
  PhoneForwarded,
  Settings2,
  UserPlus,
  X,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { Initials } from '#ui/Initials.tsx'
import { usePhone } from '#ui/media.tsx'
import { Advice } from './Advice.tsx'
import { AskPicker } from './AskPicker.tsx'
import type { Call } from './call.ts'
import {
  type CallActs,
  useCallActs,
  useCaller,
  useCallInbox,
  useLegName,
  useMyLeg,
  useOpenCall,
} from './call-hooks.tsx'
import { DeviceChoice } from './DeviceChoice.tsx'
import { Keypad } from './Keypad.tsx'
import { isAway, type Leg } from './leg.ts'
import { useStanding } from './standing.tsx'
import { Tile } from './Tile.tsx'

type Part = 'keypad' | 'transfer' | 'add' | 'sound' | 'notes'

type Props = {
  call: Call
  /** Its voice is in this tab. */
  here: boolean
  notes(conversationId: string): ReactNode
  /** Mute, hold and hang up. */
  controls: ReactNode
  onClose(): void
}

/** Everything that can be done in a call. Beside the sidebar, and on a phone the whole screen. */
export function CallPanel({ call, here, notes, controls, onClose }: Props) {
  const t = useTranslations('call')
  const phone = usePhone()
  const [part, show] = useState<Part>()
  const acts = useCallActs(call)
  const caller = useCaller(call)
  const standing = useStanding(call)
  const inbox = useCallInbox(call)
  const open = useOpenCall()
  const asking = call.legs.some(({ state, ring }) => state === 'ringing' && ring.as !== 'call')
  const talking = call.state === 'connected'
  const turn = (next: Part) => show(part === next ? undefined : next)
  // With nothing else to do, a phone shows whom one talks with.
  const calm = phone && part === undefined
  return (
    <div
      className={cx(
        'appear fixed z-30 flex flex-col bg-raised shadow-modal',
        phone
          ? 'inset-0 safe-top safe-bottom'
          : 'bottom-3 left-60 max-h-[calc(100dvh-1.5rem)] w-84 rounded-xl max-wide:left-83',
      )}
    >
      <header className="flex items-start gap-2 py-3 pr-2 pl-4">
        <div className={cx('min-w-0 flex-1', calm && 'flex flex-col items-center pt-14 pl-9')}>
          {calm && <Initials name={caller.name} className="mb-4 size-24 text-2xl!" />}
          <button
            type="button"
            onClick={() => {
              open(call)
              if (phone) onClose()
            }}
            className={cx(
              'max-w-full truncate text-left font-strong hover:underline',
              calm ? 'text-xl' : 'text-base',
            )}
          >
            {caller.name}
          </button>
          <p className="tabular max-w-full truncate text-xs text-muted">
            {[caller.company, caller.number, inbox].filter(Boolean).join(' · ')}
          </p>
          <p className={cx('tabular mt-0.5 text-sm', standing.bad ? 'text-danger' : 'text-muted')}>
            {standing.text}
          </p>
        </div>
        <IconButton label={t('minimise')} onClick={onClose}>
          <ChevronDown aria-hidden="true" className="size-4" />
        </IconButton>
      </header>
      {phone && <Advice call={call} />}
      <div className={cx('min-h-0 flex-1 overflow-y-auto px-4 pb-4', calm && 'flex flex-col justify-end')}>
        <Others call={call} acts={acts} />
        <div className="grid grid-cols-3 gap-2">
          <Tile
            look="grid"
            label={t('keypad')}
            icon={<Grid3x3 />}
            on={part === 'keypad'}
            disabled={!here || !talking}
            onClick={() => turn('keypad')}
          />
          <Tile
            look="grid"
            label={t('transfer')}
            icon={<PhoneForwarded />}
            on={part === 'transfer'}
            disabled={!talking || asking}
            onClick={() => turn('transfer')}
          />
          <Tile
            look="grid"
            label={t('add')}
            icon={<UserPlus />}
            on={part === 'add'}
            disabled={!talking || asking}
            onClick={() => turn('add')}
          />
          <Tile
            look="grid"
            label={t('sound')}
            icon={<Settings2 />}
            on={part === 'sound'}
            disabled={!here}
            onClick={() => turn('sound')}
          />
          <Tile
            look="grid"
            label={t('notes')}
            icon={<NotebookPen />}
            on={part === 'notes'}
            onClick={() => turn('notes')}
          />
          <RecordTile call={call} acts={acts} />
        </div>
        <RecordingSaid call={call} />
        {part === 'keypad' && <Keypad onPress={acts.press} />}
        {(part === 'transfer' || part === 'add') && (
          <AskPicker
            key={part}
            call={call}
            as={part}
            onAsk={(as, whom) => {
              acts.ask(as, whom)
              show(undefined)
            }}
          />
        )}
        {part === 'sound' && <DeviceChoice callId={call.id} />}
        {part === 'notes' && <div className="-mx-2 mt-3">{notes(call.conversationId)}</div>}
      </div>
      {/* It covers the bar there. */}
      {phone && <div className="border-t border-line px-4 py-3">{controls}</div>}
    </div>
  )
}

// Whoever is being asked, or has come along.
function Others({ call, acts }: { call: Call; acts: CallActs }) {
  const mine = useMyLeg(call)
  const others = call.legs.filter(
    (leg) =>
      leg.party !== 'customer' &&
      leg.id !== mine?.id &&
      (leg.state === 'connected' || (leg.state === 'ringing' && leg.ring.as !== 'call')),
  )
  if (others.length === 0) return null
  return (
    <ul className="mb-3 flex flex-col gap-1.5">
      {others.map((leg) => (
        <Other key={leg.id} call={call} leg={leg} acts={acts} />
      ))}
    </ul>
  )
}

function Other({ call, leg, acts }: { call: Call; leg: Leg; acts: CallActs }) {
  const t = useTranslations('call')
  const name = useLegName(call, leg)
  const customer = useCaller(call).name
  const there = leg.state === 'connected'
  const consulting = leg.ring.as === 'consult'
  const talks = consulting ? t('consulting', { name: customer }) : t('isIn')
  const does = isAway(leg) ? t('reconnecting') : talks
  return (
    <li className="rounded-lg bg-sunken p-2.5">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-sm">
          <span className="font-medium">{name}</span>{' '}
          <span className="text-muted">{there ? does : t('isAsked')}</span>
        </p>
        {leg.ring.as !== 'call' && (
          <IconButton label={t('removeOther', { name })} onClick={() => acts.remove(leg.id)}>
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        )}
      </div>
      {consulting && (
        <div className="mt-2 flex flex-wrap gap-1.5">
          <Button look="primary" onClick={acts.handOver}>
            {t('handOver')}
          </Button>
          {there && <Button onClick={() => acts.hold(false)}>{t('together')}</Button>}
          <Button onClick={() => acts.remove(leg.id)}>{t('backTo', { name: customer })}</Button>
        </div>
      )}
    </li>
  )
}

function RecordTile({ call, acts }: { call: Call; acts: CallActs }) {
  const t = useTranslations('call')
  const { recording, recordingPolicy } = call
  const disabled = recordingPolicy === 'off' || call.state !== 'connected'
  if (recording === 'on')
    return (
      <Tile
        look="grid"
        label={t('pauseRecording')}
        icon={<CirclePause />}
        on
        disabled={disabled}
        onClick={() => acts.record('paused')}
      />
    )
  return (
    <Tile
      look="grid"
      label={recording === 'paused' ? t('resumeRecording') : t('record')}
      icon={<Circle />}
      on={false}
      disabled={disabled}
      onClick={() => acts.record('on')}
    />
  )
}

function RecordingSaid({ call: { recording, recordingPolicy } }: { call: Call }) {
  const t = useTranslations('call')
  return (
    <p className="mt-2 flex items-center gap-1.5 text-xs text-muted">
      {recording === 'on' && <span aria-hidden="true" className="size-2 rounded-full bg-danger" />}
      {recording === 'off' ? t(`policy.${recordingPolicy}`) : t(`recording.${recording}`)}
    </p>
  )
}

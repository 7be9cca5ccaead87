import { Mic, MicOff, Pause, PhoneOff, Play, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { useNarrow, usePhone } from '#ui/media.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { Advice } from './Advice.tsx'
import { CallPanel } from './CallPanel.tsx'
import { type Call, customerOf } from './call.ts'
import { useCallActs, useCaller, useMyLeg, useSoftphone } from './call-hooks.tsx'
import { useStanding } from './standing.tsx'
import { Tile } from './Tile.tsx'

/** The softphone: the call one is in, wherever one is. It opens to everything that can be done. */
export function CallBar({ call, notes }: { call: Call; notes(conversationId: string): ReactNode }) {
  const t = useTranslations('call')
  const narrow = useNarrow()
  const phone = usePhone()
  const { softphone, talks } = useSoftphone()
  const acts = useCallActs(call)
  const caller = useCaller(call)
  const standing = useStanding(call)
  const leg = useMyLeg(call)
  const muted = talks.get(call.id)?.muted ?? false
  const held = customerOf(call)?.held ?? false
  const here = leg?.deviceId === softphone.device()
  // On a phone, a call is what one is doing.
  const [whole, showWhole] = useState(phone && here)
  const covered = phone && whole
  const talking = call.state === 'connected'
  useShortcuts([
    {
      id: 'call.mute',
      keys: ['shift+m'],
      label: t('mute'),
      section: t('calls'),
      run: () => acts.mute(!muted),
    },
    {
      id: 'call.hold',
      keys: ['shift+h'],
      label: t('hold'),
      section: t('calls'),
      run: () => acts.hold(!held),
    },
    { id: 'call.end', keys: ['shift+e'], label: t('hangUp'), section: t('calls'), run: acts.hangUp },
  ])
  const controls = (
    <div className={cx('flex items-center gap-1', !covered && 'px-2 pb-2')}>
      {here ? (
        <>
          <Toggle
            named={covered}
            label={muted ? t('unmute') : t('mute')}
            shortcut="call.mute"
            on={muted}
            onClick={() => acts.mute(!muted)}
            icon={muted ? <MicOff /> : <Mic />}
          />
          <Toggle
            named={covered}
            label={held ? t('resume') : t('hold')}
            shortcut="call.hold"
            on={held}
            disabled={!talking}
            onClick={() => acts.hold(!held)}
            icon={held ? <Play /> : <Pause />}
          />
        </>
      ) : (
        <button
          type="button"
          onClick={() => {
            void acts.carryOn()
            if (phone) showWhole(true)
          }}
          className="h-8 rounded-md px-2 text-xs font-medium text-accent-text hover:bg-hover phone:h-11"
        >
          {t('bringHere')}
        </button>
      )}
      {!covered && (
        <>
          <Toggle
            label={t('more')}
            on={whole}
            onClick={() => showWhole(!whole)}
            icon={<SlidersHorizontal />}
          />
          <span className="flex-1" />
        </>
      )}
      <IconButton
        label={t('hangUp')}
        shortcut="call.end"
        onClick={acts.hangUp}
        className={cx(
          'w-12 bg-danger! text-surface! hover:brightness-110 [&_svg]:size-4 phone:w-16',
          covered && 'h-14! flex-1 rounded-xl [&_svg]:size-6!',
        )}
      >
        <PhoneOff aria-hidden="true" />
      </IconButton>
    </div>
  )
  return (
    <section
      aria-label={t('callWith', { name: caller.name })}
      className={cx(
        'border-t border-line bg-canvas',
        narrow && !phone && 'fixed bottom-3 left-17 z-20 w-64 rounded-xl border bg-raised shadow-floating',
        !narrow && 'w-58 border-r',
      )}
    >
      {!covered && (
        <>
          <button
            type="button"
            aria-expanded={whole}
            aria-label={`${caller.name} ${standing.text}`}
            onClick={() => showWhole(!whole)}
            className="flex w-full min-w-0 items-center gap-2 px-3.5 pt-2.5 pb-1 text-left"
          >
            <span
              aria-hidden="true"
              className={cx('size-2 shrink-0 rounded-full', held || !talking ? 'bg-faint' : 'bg-done')}
            />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-strong">{caller.name}</span>{' '}
              <span
                className={cx('tabular block truncate text-xs', standing.bad ? 'text-danger' : 'text-muted')}
              >
                {standing.text}
              </span>
            </span>
          </button>
          <Advice call={call} />
          {controls}
        </>
      )}
      {whole && (
        <CallPanel
          call={call}
          here={here}
          notes={notes}
          controls={controls}
          onClose={() => showWhole(false)}
        />
      )}
    </section>
  )
}

function Toggle(props: {
  label: string
  on: boolean
  icon: ReactNode
  onClick(): void
  shortcut?: string
  disabled?: boolean
  /** Says what it is where a finger has no pointer to ask with. */
  named?: boolean
}) {
  const { label, on, icon, onClick, shortcut, disabled = false, named = false } = props
  if (named) return <Tile look="bar" {...{ label, on, icon, disabled, onClick }} />
  return (
    <IconButton
      label={label}
      aria-pressed={on}
      disabled={disabled}
      onClick={onClick}
      {...(shortcut ? { shortcut } : {})}
      className={cx('[&_svg]:size-4 phone:[&_svg]:size-5', on && 'bg-selected text-accent-text')}
    >
      {icon}
    </IconButton>
  )
}

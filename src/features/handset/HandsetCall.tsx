import { Grid3x3, Mic, MicOff, Phone, PhoneOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { clockOf, useSecond } from '#features/call/clock.tsx'
import { Keypad } from '#features/call/Keypad.tsx'
import { cx } from '#ui/class-names.ts'
import type { HandsetLine } from './handset.api.ts'
import { type PhoneCall, useHandsetCall, type Why } from './handset-call.tsx'
import type { HandsetSignals } from './handset-thread.tsx'

/** The customer calls the line, and is called by it. A call covers the phone's screen. */
export function HandsetCall(props: {
  line: HandsetLine
  number: string
  lines: readonly HandsetLine[]
  signals: HandsetSignals
}) {
  const { line, number, lines, signals } = props
  const t = useTranslations('handset')
  const { call, dial, answer, hangUp, mute, press } = useHandsetCall({ line: line.id, number }, signals)
  const [keys, showKeys] = useState(false)
  if (!call)
    return (
      <button
        type="button"
        aria-label={t('callLine')}
        data-tip={t('callLine')}
        onClick={() => void dial()}
        className="absolute top-10 right-3 grid size-9 place-items-center rounded-full text-accent-text hover:bg-hover phone:size-11"
      >
        <Phone aria-hidden="true" className="size-4.5" />
      </button>
    )
  const name = lines.find(({ address }) => address === (call.from ?? line.address))?.inbox ?? call.from ?? ''
  const talks = call.phase === 'talks'
  return (
    <section
      aria-label={t('aCall', { name })}
      className="absolute inset-0 z-10 flex flex-col items-center justify-between bg-surface px-6 pt-16 pb-8"
    >
      <div className="text-center">
        <p className="text-xl font-strong">{name}</p>
        <output className="tabular mt-1 block text-sm text-muted">
          <Standing call={call} />
        </output>
      </div>
      {keys && talks && <Keypad onPress={press} />}
      <div className="flex items-center gap-6">
        {call.phase === 'rings' && (
          <>
            <Round label={t('decline')} look="end" onClick={hangUp} icon={<PhoneOff />} />
            <Round label={t('answer')} look="begin" onClick={() => void answer()} icon={<Phone />} />
          </>
        )}
        {(talks || call.phase === 'theirs-rings' || call.phase === 'calls') && (
          <>
            <Round
              label={call.muted ? t('unmute') : t('mute')}
              on={call.muted}
              onClick={() => mute(!call.muted)}
              icon={call.muted ? <MicOff /> : <Mic />}
            />
            <Round label={t('hangUp')} look="end" onClick={hangUp} icon={<PhoneOff />} />
            <Round label={t('keypad')} on={keys} onClick={() => showKeys(!keys)} icon={<Grid3x3 />} />
          </>
        )}
      </div>
    </section>
  )
}

function Standing({ call }: { call: PhoneCall }) {
  const t = useTranslations('handset')
  const second = useSecond()
  const why = useWhy()
  switch (call.phase) {
    case 'rings':
      return t('phase.rings')
    case 'calls':
      return t('phase.calls')
    case 'theirs-rings':
      return t('phase.theirsRings')
    case 'talks':
      return clockOf(second - (call.since ?? 0) / 1_000)
    case 'over':
      return why(call.why ?? 'over')
  }
}

function useWhy(): (why: Why) => string {
  const t = useTranslations('handset')
  const words = useTranslations('call')
  return (why) => {
    const ended = ENDED.find((one) => one === why)
    const problem = PROBLEMS.find((one) => one === why)
    return problem ? words(`problem.${problem}`) : t(`over.${ended ?? 'over'}`)
  }
}

const ENDED = ['over', 'busy', 'refused', 'not-sent'] as const
const PROBLEMS = ['microphone-refused', 'no-microphone', 'microphone-busy', 'not-secure'] as const

const LOOKS = {
  plain: 'bg-sunken text-ink hover:bg-hover',
  begin: 'bg-done text-on-accent hover:brightness-110',
  end: 'bg-danger text-surface hover:brightness-110',
}

function Round(props: {
  label: string
  icon: ReactNode
  onClick(): void
  look?: keyof typeof LOOKS
  on?: boolean
}) {
  const { label, icon, onClick, look = 'plain', on } = props
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={on}
      data-tip={label}
      onClick={onClick}
      className={cx(
        'grid size-14 place-items-center rounded-full [&_svg]:size-5.5',
        LOOKS[look],
        on && 'bg-selected text-accent-text',
      )}
    >
      <span aria-hidden="true">{icon}</span>
    </button>
  )
}

import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslations } from 'use-intl'

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

const DIGIT = /^[\d*#]$/

/** The twelve keys of a telephone; the keyboard's digits press them too, unless somebody types elsewhere. */
export function Keypad({
  onPress,
  echo = true,
}: {
  onPress(digit: string): void
  /** Whether it shows what was pressed. */
  echo?: boolean
}) {
  const t = useTranslations('call')
  const [pressed, setPressed] = useState('')
  const press = (digit: string) => {
    setPressed((before) => before + digit)
    onPress(digit)
  }
  const typed = useEffectEvent(press)
  useEffect(() => {
    const type = (event: KeyboardEvent) => {
      const writing = event.target instanceof Element && event.target.matches('input, textarea, select')
      const held = event.ctrlKey || event.metaKey || event.altKey || event.repeat
      if (!writing && !held && DIGIT.test(event.key)) typed(event.key)
    }
    addEventListener('keydown', type)
    return () => removeEventListener('keydown', type)
  }, [])
  return (
    <fieldset aria-label={t('keypad')} className="mt-3 min-w-0">
      {echo && (
        <output
          aria-label={t('pressed')}
          className="tabular block h-6 truncate text-center text-lg tracking-widest"
        >
          {pressed}
        </output>
      )}
      <div className="mx-auto mt-1 grid max-w-64 grid-cols-3 gap-2">
        {KEYS.map(([digit, letters]) => (
          <button
            key={digit}
            type="button"
            onClick={() => press(digit)}
            className="flex h-12 flex-col items-center justify-center rounded-lg bg-sunken hover:bg-hover active:opacity-70"
          >
            <span className="text-lg leading-5 font-medium">{digit}</span>
            <span aria-hidden="true" className="h-3 text-2xs leading-3 text-faint">
              {letters}
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  )
}

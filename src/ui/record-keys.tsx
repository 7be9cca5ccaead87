import { useEffect, useEffectEvent, useState } from 'react'
import { MAC, pressOf } from './Shortcuts.tsx'
import { stepOf } from './shortcuts.ts'

const SILENCE_MS = 900
const MOST_STEPS = 2

/** Listens for the keys of a shortcut once it is asked to. Answers what has been heard so far, if it listens. */
export function useRecording(heard: (keys: string) => void): [string | undefined, () => void] {
  const [keys, setKeys] = useState<string>()
  const tell = useEffectEvent(heard)
  const listening = keys !== undefined

  useEffect(() => {
    if (!listening) return
    // Before anybody else: the dialog would close with Escape, the button be pressed with Enter.
    const stop = new AbortController()
    addEventListener('keydown', hear, { capture: true, signal: stop.signal })
    addEventListener('pointerdown', () => setKeys(undefined), { capture: true, signal: stop.signal })
    return () => stop.abort()

    function hear(event: KeyboardEvent): void {
      if (event.key === 'Tab') return setKeys(undefined)
      event.preventDefault()
      event.stopImmediatePropagation()
      if (event.key === 'Escape') return setKeys(undefined)
      if (event.repeat) return
      const step = stepOf(pressOf(event), MAC)
      if (step !== undefined) setKeys((before) => [before, step].filter(Boolean).join(' '))
    }
  }, [listening])

  useEffect(() => {
    if (!keys) return
    const steps = keys.split(' ')
    const whole = steps.length >= MOST_STEPS || keys.includes('mod+')
    const timer = setTimeout(end, whole ? 0 : SILENCE_MS)
    return () => clearTimeout(timer)

    function end(): void {
      setKeys(undefined)
      if (keys) tell(keys)
    }
  }, [keys])

  return [keys, () => setKeys('')]
}

import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { commandMenu } from './command-menu.ts'
import { createShortcuts, type Listed, type Shortcut } from './shortcuts.ts'

/** The page's own. */
export const shortcuts = createShortcuts()

export const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** What keys do as long as the calling component is there. */
export function useShortcuts(wanted: Shortcut[]): void {
  const latestRef = useRef(wanted)
  useLayoutEffect(() => {
    latestRef.current = wanted
  })
  const written = JSON.stringify(wanted.map((one) => ({ ...one, asks: one.choices !== undefined })))
  useEffect(() => {
    const listed: (Omit<Shortcut, 'run' | 'choices'> & { asks: boolean })[] = JSON.parse(written)
    const now = (id: string) => latestRef.current.find((one) => one.id === id)
    return shortcuts.add(
      ...listed.map(({ asks, ...one }) => ({
        ...one,
        run: () => now(one.id)?.run?.(),
        ...(asks ? { choices: (said: string) => now(one.id)?.choices?.(said) ?? [] } : {}),
      })),
    )
  }, [written])
}

/** Everything that can be done now. */
export function useAllShortcuts(): readonly Listed[] {
  return useSyncExternalStore(shortcuts.subscribe, shortcuts.all)
}

/** The keys of a shortcut, for who shows them beside what they do. */
export function useKeys(id: string | undefined): readonly string[] {
  return useSyncExternalStore(shortcuts.subscribe, () =>
    id === undefined
      ? NO_KEYS
      : (shortcuts.all().findLast((shortcut) => shortcut.id === id)?.keys ?? NO_KEYS),
  )
}

const NO_KEYS: readonly string[] = []

/** Listens for every shortcut of the page. Answers how to stop. */
export function listenForShortcuts(): () => void {
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || belongsTo(event.target, event.key)) return
  const { found, taken } = shortcuts.press(pressOf(event), MAC, event.timeStamp)
  if (taken) event.preventDefault()
  if (!found || found.offered === false) return
  if (found.choices) commandMenu.open({ at: found.id })
  else found.run?.()
}

/** A key press as shortcuts read it. */
export function pressOf(event: KeyboardEvent) {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat } = event
  const altGraph = event.getModifierState('AltGraph')
  return { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat, altGraph, typing: isTyping(event.target) }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.matches('textarea, select, input:not([type="checkbox"], [type="radio"])')
  )
}

// A dialog or a menu keeps its keys to itself; Enter presses the button that has the focus; arrows scroll what scrolls.
function belongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"], [role="menu"]')) return true
  if (key === 'Enter') return target.closest('button, a, summary, select') !== null
  return key.startsWith('Arrow') && target.closest('[data-keeps-arrows], audio, video') !== null
}

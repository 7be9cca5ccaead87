import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { preference } from './preference.ts'
import { createShortcuts, type Press, type Shortcut } from './shortcuts.ts'

/** The page's own. */
export const shortcuts = createShortcuts()

export const singleKeys = preference('single-keys', ['on', 'off'], 'on')

export const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** What keys do as long as the calling component is there. */
export function useShortcuts(wanted: Shortcut[]): void {
  const run = useEffectEvent((id: string, press: Press) => wanted.find((one) => one.id === id)?.run(press))
  const written = JSON.stringify(wanted.map(({ id, keys, label, section }) => ({ id, keys, label, section })))
  useEffect(() => {
    const listed: Omit<Shortcut, 'run'>[] = JSON.parse(written)
    const removers = listed.map((one) => shortcuts.add({ ...one, run: (press) => run(one.id, press) }))
    return () => {
      for (const remove of removers) remove()
    }
  }, [written])
}

/** The keys of a shortcut, for who shows them beside what they do. */
export function useKeys(id: string | undefined): readonly string[] {
  return useSyncExternalStore(
    shortcuts.subscribe,
    () => shortcuts.all().findLast((shortcut) => shortcut.id === id)?.keys ?? NO_KEYS,
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
  const described: Press = {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    shiftKey: event.shiftKey,
    altKey: event.altKey,
    repeat: event.repeat,
    typing: isTyping(event.target),
  }
  const found = shortcuts.find(described, { mac: MAC, singleKeys: singleKeys.get() === 'on' })
  if (!found) return
  event.preventDefault()
  found.run(described)
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

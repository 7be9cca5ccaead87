/**
 * Something that a key does. The registry holds those that can be done now; keys, tooltips, the list behind `?` and
 * a command menu all read it.
 */
export type Shortcut = {
  id: string
  /** Any of these: `e`, `ArrowDown`, `mod+Enter`, `mod+shift+Enter`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[]
  /** As people read it. */
  label: string
  /** Under which heading it is listed. */
  section: string
  run(press: Press): void
}

/** A key press, as far as shortcuts look at it. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat'> & {
  typing: boolean
}

export type Shortcuts = {
  /** Until the answer is called. The last one added for a key wins: it is nearest to what the person does. */
  add(shortcut: Shortcut): () => void
  all(): readonly Shortcut[]
  find(press: Press, platform: Platform): Shortcut | undefined
  subscribe(listener: () => void): () => void
}

/** `singleKeys`: whether keys without Ctrl or ⌘ do anything; some people's tools type them unasked. */
export type Platform = { mac: boolean; singleKeys: boolean }

export function createShortcuts(): Shortcuts {
  const listeners = new Set<() => void>()
  let shortcuts: readonly Shortcut[] = []

  return { add, all: () => shortcuts, find, subscribe }

  function add(shortcut: Shortcut): () => void {
    become([...shortcuts, shortcut])
    return () => become(shortcuts.filter((other) => other !== shortcut))
  }

  function find(press: Press, platform: Platform): Shortcut | undefined {
    return shortcuts.findLast(({ keys }) => keys.some((keys) => answers(keys, press, platform)))
  }

  function become(next: readonly Shortcut[]): void {
    shortcuts = next
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}

function answers(keys: string, press: Press, { mac, singleKeys }: Platform): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const withMod = parts.includes('mod')
  if (press.altKey || (mac ? press.ctrlKey : press.metaKey)) return false
  if (withMod !== (mac ? press.metaKey : press.ctrlKey)) return false
  // Letters never fire while somebody types; arrows and the like are not characters, but they move the caret.
  if (!withMod && (press.typing || (!singleKeys && isCharacter(key)))) return false
  // A sign such as `?` needs Shift on one keyboard and not on another.
  const shiftMatters = withMod || !isSign(key)
  if (shiftMatters && parts.includes('shift') !== press.shiftKey) return false
  return press.key.toLowerCase() === key.toLowerCase()
}

function isCharacter(key: string): boolean {
  return key.length === 1
}

function isSign(key: string): boolean {
  return isCharacter(key) && !/\p{L}/u.test(key)
}

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Escape: 'Esc',
}

/** The keys as they are printed on the keyboard, one word each. */
export function keyCaps(keys: string, mac: boolean): string[] {
  return keys.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'shift') return mac ? '⇧' : 'Shift'
    return NAMES[part] ?? part.toUpperCase()
  })
}

/** As `aria-keyshortcuts` wants it. */
export function ariaKeys(keys: readonly string[], mac: boolean): string {
  return keys
    .map((one) =>
      one
        .split('+')
        .map((part) => {
          if (part === 'mod') return mac ? 'Meta' : 'Control'
          return part === 'shift' ? 'Shift' : part
        })
        .join('+'),
    )
    .join(' ')
}

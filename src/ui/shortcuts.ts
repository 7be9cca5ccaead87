/**
 * Something that can be done now, and the keys that do it. The registry holds all of it: keys, tooltips, the list
 * behind `?` and the command menu all read it.
 */
export type Shortcut = {
  id: string
  /**
   * Any of these: `e`, `ArrowDown`, `mod+Enter`, `mod+shift+Enter`; `g i` is one after the other. `mod` is ⌘ on a Mac
   * and Ctrl elsewhere. A letter is written small, a sign as it is typed.
   */
  keys: readonly string[]
  /** As people read it. */
  label: string
  /** Said after it in the command menu: on what it would be done. */
  hint?: string | undefined
  /** False while there is nothing that it could be done with: it is listed with its keys, and not offered. */
  offered?: boolean
  /** Under which heading it is listed. */
  section: string
  run?(): void
  /** What there is to choose from, for what has been typed so far: its keys open the command menu there. */
  choices?(said: string): Choice[]
  /** It goes on while the key is held. */
  repeats?: boolean
}

/** One of several answers to "which?". */
export type Choice = {
  id: string
  label: string
  /** Said after the label, quieter. */
  hint?: string | undefined
  emoji?: string | undefined
  /** By what else it is found. */
  words?: string
  /** Made of what was typed, as a time is of "tomorrow 9": it need not read like it. */
  answer?: boolean
  run(): void
}

/** A shortcut with the keys that do it for this person, and those that it came with. */
export type Listed = Shortcut & { ownKeys: readonly string[] }

/** A key press, as far as shortcuts look at it. `altGraph`: AltGr was held, with which some keyboards type signs. */
export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat'
> & { altGraph: boolean; typing: boolean }

/** What a person has changed: other keys, and whether keys without Ctrl or ⌘ do anything. */
export type Keymap = { bindings: Readonly<Record<string, readonly string[]>>; singleKeys: boolean }

export type Shortcuts = {
  /** Until the answer is called. The last one added for a key wins: it is nearest to what the person does. */
  add(...shortcuts: Shortcut[]): () => void
  all(): readonly Listed[]
  /** What a press does, if anything. `taken`: nobody else should act on it. */
  press(press: Press, mac: boolean, at: number): { found?: Shortcut; taken: boolean }
  keymap(): Keymap
  follow(keymap: Keymap): void
  subscribe(listener: () => void): () => void
}

/** How long a sequence such as `g i` waits for its next key. */
export const SEQUENCE_MS = 1_500

export function createShortcuts(): Shortcuts {
  const listeners = new Set<() => void>()
  let added: readonly Shortcut[] = []
  let keymap: Keymap = { bindings: {}, singleKeys: true }
  let listed: readonly Listed[] = []
  let begun: Press[] = []
  let begunAt = 0

  return { add, all: () => listed, press, keymap: () => keymap, follow, subscribe }

  function add(...shortcuts: Shortcut[]): () => void {
    if (shortcuts.length === 0) return () => {}
    become([...added, ...shortcuts])
    return () => become(added.filter((other) => !shortcuts.includes(other)))
  }

  function press(pressed: Press, mac: boolean, at: number): { found?: Shortcut; taken: boolean } {
    if (MODIFIERS.has(pressed.key)) return { taken: false }
    const before = at - begunAt < SEQUENCE_MS ? begun : []
    begun = []
    const presses = [...before, pressed]
    const found = listed.findLast(({ keys }) => keys.some((one) => answers(one, presses, mac)))
    if (found) return pressed.repeat && !found.repeats ? { taken: true } : { found, taken: true }
    if (listed.some(({ keys }) => keys.some((one) => begins(one, presses, mac)))) {
      begun = presses
      begunAt = at
      return { taken: true }
    }
    if (before.length === 0) return { taken: false }
    // A slip in a sequence must not do what its last key does alone.
    return isPlain(pressed) ? { taken: true } : press(pressed, mac, at)
  }

  function follow(next: Keymap): void {
    keymap = next
    become(added)
  }

  function become(next: readonly Shortcut[]): void {
    added = next
    listed = added.map((shortcut) => ({
      ...shortcut,
      ownKeys: shortcut.keys,
      keys: boundKeys(shortcut, keymap),
    }))
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}

function boundKeys({ id, keys }: Shortcut, { bindings, singleKeys }: Keymap): readonly string[] {
  const bound = bindings[id] ?? keys
  return singleKeys ? bound : bound.filter((one) => !one.split(' ').some(isSingleKey))
}

/** The keys of a press as a shortcut names them; nothing for a press that none can have. */
export function stepOf(press: Press, mac: boolean): string | undefined {
  const held = heldBy(press, mac)
  if (!held || MODIFIERS.has(press.key) || UNKNOWN.has(press.key)) return undefined
  const key = keyOf(press)
  const shift = held.shift && !isSign(key)
  return [held.mod && 'mod', shift && 'shift', key].filter(Boolean).join('+')
}

/** Whether one of two would keep the other from ever being heard. */
export function collide(keys: string, others: string): boolean {
  return `${keys} `.startsWith(`${others} `) || `${others} `.startsWith(`${keys} `)
}

function answers(keys: string, presses: Press[], mac: boolean): boolean {
  return keys.split(' ').length === presses.length && begins(keys, presses, mac)
}

function begins(keys: string, presses: Press[], mac: boolean): boolean {
  const steps = keys.split(' ')
  return (
    presses.length <= steps.length &&
    presses.every((press, index) => isPressed(steps[index] ?? '', press, mac))
  )
}

function isPressed(step: string, press: Press, mac: boolean): boolean {
  const parts = step.split('+')
  const key = parts.at(-1) ?? ''
  const held = heldBy(press, mac)
  if (!held || held.mod !== parts.includes('mod') || keyOf(press) !== key) return false
  if (press.typing && (!held.mod || OF_THE_TEXT.has(key))) return false
  // A sign such as `?` or `/` needs Shift on one keyboard and not on another.
  return isSign(key) || held.shift === parts.includes('shift')
}

// AltGr (Option on a Mac) types signs where they have no key of their own; some systems report it as Ctrl and Alt.
function heldBy(press: Press, mac: boolean): { mod: boolean; shift: boolean } | undefined {
  const { ctrlKey, metaKey, altKey, altGraph, shiftKey } = press
  const third = isSign(keyOf(press)) && (mac ? altKey : altGraph)
  if (altKey && !third) return undefined
  if (mac ? ctrlKey : metaKey) return undefined
  return { mod: mac ? metaKey : ctrlKey && !(third && altKey), shift: shiftKey }
}

const LATIN = /\p{Script=Latin}/u
const LETTER = /^\p{L}$/u

// Where the keyboard writes another script, a key is known by the place of the Latin letter that it bears too.
function keyOf({ key, code, shiftKey }: Press): string {
  if (key === ' ') return 'Space'
  if (key === '+') return 'Plus'
  if (!LETTER.test(key)) return key
  if (LATIN.test(key)) return key.toLowerCase()
  if (code === 'Slash') return shiftKey ? '?' : '/'
  return /^Key[A-Z]$/.test(code) ? code.slice(-1).toLowerCase() : key
}

function isPlain(press: Press): boolean {
  const { ctrlKey, metaKey, altKey, key } = press
  return !ctrlKey && !metaKey && !altKey && (isSingleKey(keyOf(press)) || key === 'Escape')
}

function isSingleKey(step: string): boolean {
  return step.length === 1 || step === 'Space' || step === 'Plus' || /^shift\+.$/.test(step)
}

function isSign(key: string): boolean {
  return key === 'Plus' || (key.length === 1 && !LETTER.test(key))
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Fn', 'OS'])
const UNKNOWN = new Set(['Dead', 'Process', 'Unidentified', 'Compose', ''])
// What Ctrl or ⌘ does with these in a field belongs to the text.
const OF_THE_TEXT = new Set([
  ...['a', 'c', 'v', 'x', 'y', 'z'],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Backspace', 'Delete'],
])

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  Plus: '+',
  Space: 'Space',
}

/** The keys as they are printed on the keyboard, one word each. */
export function keyCaps(keys: string, mac: boolean): string[] {
  return keys.split(/[+ ]/).map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'shift') return mac ? '⇧' : 'Shift'
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
}

/** As they are said: `Ctrl+Shift+Enter`, and `G, I` for one after the other. */
export function spokenKeys(keys: string, mac: boolean): string {
  return keys
    .split(' ')
    .map((step) => ariaStep(step, mac))
    .join(', ')
}

/** As `aria-keyshortcuts` wants it, which knows no sequences. */
export function ariaKeys(keys: readonly string[], mac: boolean): string {
  return keys
    .filter((one) => !one.includes(' '))
    .map((one) => ariaStep(one, mac))
    .join(' ')
}

function ariaStep(step: string, mac: boolean): string {
  return step
    .split('+')
    .map((part) => {
      if (part === 'mod') return mac ? 'Meta' : 'Control'
      if (part === 'shift') return 'Shift'
      return part.length === 1 ? part.toUpperCase() : part
    })
    .join('+')
}

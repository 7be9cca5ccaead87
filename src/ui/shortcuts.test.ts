import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ariaKeys,
  collide,
  createShortcuts,
  type Keymap,
  keyCaps,
  type Press,
  SEQUENCE_MS,
  type Shortcut,
  spokenKeys,
  stepOf,
} from './shortcuts.ts'

const ORDINARY: Keymap = { bindings: {}, singleKeys: true }

function press(key: string, also: Partial<Press> = {}): Press {
  return {
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    altGraph: false,
    repeat: false,
    typing: false,
    ...also,
  }
}

const ctrl = (key: string, also: Partial<Press> = {}) => press(key, { ctrlKey: true, ...also })
const command = (key: string, also: Partial<Press> = {}) => press(key, { metaKey: true, ...also })

function shortcut(id: string, ...keys: string[]): Shortcut {
  return { id, keys, label: id, section: 'conversation', run: () => {} }
}

function registry(...list: Shortcut[]) {
  const created = createShortcuts()
  for (const one of list) created.add(one)
  let now = 0
  const type = (pressed: Press, { mac = false, after = 100 } = {}) =>
    created.press(pressed, mac, (now += after))
  return { ...created, type, find: (pressed: Press, mac = false) => type(pressed, { mac }).found?.id }
}

test('KB: a single key works, and never while somebody types', () => {
  const keys = registry(shortcut('done', 'e'), shortcut('next', 'ArrowDown', 'j'))
  expect(keys.find(press('e'))).toBe('done')
  expect(keys.find(press('j'))).toBe('next')
  expect(keys.find(press('ArrowDown'))).toBe('next')
  for (const key of ['e', 'j', 'ArrowDown']) expect(keys.find(press(key, { typing: true }))).toBeUndefined()
})

test('KB: a letter with Ctrl, ⌘, Alt or Shift is another key; Caps Lock makes none', () => {
  const keys = registry(shortcut('done', 'e'))
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey'])
    expect(keys.find(press('e', { [modifier]: true }))).toBeUndefined()
  expect(keys.find(press('E'))).toBe('done')
})

test('KB: mod is Ctrl on a PC and ⌘ on a Mac, also while typing', () => {
  const keys = registry(shortcut('send', 'mod+Enter'), shortcut('send-done', 'mod+shift+Enter'))
  const typing = { typing: true }
  expect(keys.find(ctrl('Enter', typing))).toBe('send')
  expect(keys.find(command('Enter', typing), true)).toBe('send')
  expect(keys.find(ctrl('Enter', typing), true)).toBeUndefined()
  expect(keys.find(ctrl('Enter', { shiftKey: true, ...typing }))).toBe('send-done')
})

test('KB: what Ctrl or ⌘ does in a text stays with the text', () => {
  const keys = registry(shortcut('undo', 'mod+z'), shortcut('all', 'mod+a'), shortcut('menu', 'mod+k'))
  for (const key of ['z', 'a']) expect(keys.find(ctrl(key, { typing: true }))).toBeUndefined()
  expect(keys.find(ctrl('k', { typing: true }))).toBe('menu')
  expect(keys.find(ctrl('z'))).toBe('undo')
})

test('KB: a sign is found wherever a keyboard has it: with Shift, with AltGr, with Option', () => {
  const keys = registry(shortcut('help', '?'), shortcut('find', 'mod+/'), shortcut('tag', '#'))
  expect(keys.find(press('?', { shiftKey: true }))).toBe('help')
  expect(keys.find(press('?'))).toBe('help')
  // Spanish and French keyboards: the slash is above the 7, or beside it.
  expect(keys.find(ctrl('/', { shiftKey: true, code: 'Digit7' }))).toBe('find')
  expect(keys.find(command('/', { shiftKey: true, code: 'Digit7' }), true)).toBe('find')
  expect(keys.find(ctrl('/', { code: 'Slash' }))).toBe('find')
  // A Spanish # is AltGr and 3: by itself on Linux, as Ctrl and Alt on Windows, Option on a Mac.
  expect(keys.find(press('#', { altGraph: true }))).toBe('tag')
  expect(keys.find(press('#', { altGraph: true, ctrlKey: true, altKey: true }))).toBe('tag')
  expect(keys.find(press('#', { altKey: true }), true)).toBe('tag')
  expect(keys.find(press('#', { altKey: true }))).toBeUndefined()
})

test('KB: where the keyboard writes another script, the Latin letter on the key counts', () => {
  const keys = registry(shortcut('done', 'e'), shortcut('menu', 'mod+k'), shortcut('find', 'mod+/'))
  expect(keys.find(press('у', { code: 'KeyE' }))).toBe('done')
  expect(keys.find(press('ε', { code: 'KeyE' }))).toBe('done')
  expect(keys.find(ctrl('л', { code: 'KeyK' }))).toBe('menu')
  expect(keys.find(ctrl('ז', { code: 'Slash' }))).toBe('find')
  // A Latin layout says itself where its letters are.
  expect(keys.find(press('d', { code: 'KeyE' }))).toBeUndefined()
})

test('KB: G and then a letter goes somewhere, within a second and a half', () => {
  const keys = registry(shortcut('inbox', 'g i'), shortcut('mine', 'i'), shortcut('next', 'ArrowDown'))
  expect(keys.type(press('g'))).toEqual({ taken: true })
  expect(keys.find(press('i'))).toBe('inbox')
  expect(keys.find(press('i'))).toBe('mine')
  keys.type(press('g'))
  expect(keys.type(press('i'), { after: SEQUENCE_MS }).found?.id).toBe('mine')
})

test('KB: a slip in a sequence does nothing, and no other key is lost', () => {
  const keys = registry(shortcut('inbox', 'g i'), shortcut('done', 'e'), shortcut('next', 'ArrowDown'))
  keys.type(press('g'))
  expect(keys.type(press('e'))).toEqual({ taken: true })
  expect(keys.find(press('e'))).toBe('done')
  keys.type(press('g'))
  expect(keys.type(press('Shift', { shiftKey: true }))).toEqual({ taken: false })
  expect(keys.find(press('ArrowDown'))).toBe('next')
  expect(keys.type(press('g', { typing: true }))).toEqual({ taken: false })
})

test('KB: a held key goes on only where that is meant', () => {
  const keys = registry({ ...shortcut('next', 'j'), repeats: true }, shortcut('done', 'e'))
  expect(keys.find(press('j', { repeat: true }))).toBe('next')
  expect(keys.type(press('e', { repeat: true }))).toEqual({ taken: true })
})

test('KB: single keys can be turned off and are then not announced; arrows and combinations stay', () => {
  const keys = registry(
    shortcut('done', 'e'),
    shortcut('inbox', 'g i'),
    shortcut('help', '?'),
    shortcut('more', 'shift+j', 'shift+ArrowDown'),
    shortcut('next', 'ArrowDown', 'j'),
    shortcut('undo', 'mod+z'),
  )
  keys.follow({ ...ORDINARY, singleKeys: false })
  for (const key of ['e', '?', 'g', 'i', 'j']) expect(keys.find(press(key))).toBeUndefined()
  expect(keys.find(press('ArrowDown'))).toBe('next')
  expect(keys.find(ctrl('z'))).toBe('undo')
  expect(keys.all().map((one) => one.keys)).toEqual([
    [],
    [],
    [],
    ['shift+ArrowDown'],
    ['ArrowDown'],
    ['mod+z'],
  ])
})

test('KB: other keys take the place of those that a shortcut came with, until they are given back', () => {
  const keys = registry(shortcut('done', 'e'), shortcut('unread', 'u'))
  keys.follow({ bindings: { done: ['d', 'mod+shift+d'], unread: [] }, singleKeys: true })
  expect(keys.find(press('e'))).toBeUndefined()
  expect(keys.find(press('d'))).toBe('done')
  expect(keys.find(ctrl('D', { shiftKey: true }))).toBe('done')
  expect(keys.find(press('u'))).toBeUndefined()
  expect(keys.all()[0]?.ownKeys).toEqual(['e'])
  keys.follow(ORDINARY)
  expect(keys.find(press('e'))).toBe('done')
})

test('KB: what was added last answers first, and gives the key back when it goes', () => {
  const keys = registry(shortcut('list', 'Escape'))
  const remove = keys.add(shortcut('dialog', 'Escape'))
  expect(keys.find(press('Escape'))).toBe('dialog')
  remove()
  expect(keys.find(press('Escape'))).toBe('list')
})

test('KB: keys collide when one would keep the other from being heard', () => {
  expect(collide('e', 'e')).toBe(true)
  expect(collide('g', 'g i')).toBe(true)
  expect(collide('g i', 'g c')).toBe(false)
  expect(collide('mod+e', 'e')).toBe(false)
})

test('KB: keys are named as they are printed and as screen readers want them', () => {
  expect(keyCaps('mod+shift+Enter', true)).toEqual(['⌘', '⇧', '↵'])
  expect(keyCaps('mod+shift+Enter', false)).toEqual(['Ctrl', 'Shift', '↵'])
  expect(keyCaps('g i', false)).toEqual(['G', 'I'])
  expect(ariaKeys(['mod+Enter', 'e', 'g i'], false)).toBe('Control+Enter E')
  expect(spokenKeys('g i', false)).toBe('G, I')
})

const anyKey = fc.oneof(
  fc.constantFrom(...Array.from('abcxyzñçéüß/?!#@¿+-*1 яжηשע한あ')),
  fc.constantFrom('Enter', 'Escape', 'ArrowUp', 'Home', 'F2', 'Delete', 'Tab', 'Dead', 'Shift', 'Process'),
)
const anyPress: fc.Arbitrary<Press> = fc.record({
  key: anyKey,
  code: fc.constantFrom('KeyA', 'KeyZ', 'Slash', 'Digit7', 'Quote', ''),
  ctrlKey: fc.boolean(),
  metaKey: fc.boolean(),
  shiftKey: fc.boolean(),
  altKey: fc.boolean(),
  altGraph: fc.boolean(),
  repeat: fc.constant(false),
  typing: fc.boolean(),
})

test('KB: whatever can be recorded as a shortcut is answered when it is pressed again, and by nothing else', () => {
  fc.assert(
    fc.property(anyPress, anyPress, fc.boolean(), (first, second, mac) => {
      const [one, other] = [stepOf(first, mac), stepOf(second, mac)]
      fc.pre(one !== undefined)
      const keys = registry(shortcut('recorded', one))
      expect(keys.find({ ...first, typing: false }, mac)).toBe('recorded')
      if (other !== one) expect(keys.find({ ...second, typing: false }, mac)).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})

test('KB: nothing that writes into a text does anything else', () => {
  fc.assert(
    fc.property(anyPress, anyPress, fc.boolean(), (recorded, pressed, mac) => {
      const one = stepOf(recorded, mac)
      fc.pre(one !== undefined)
      const writes = { ...pressed, ctrlKey: false, metaKey: false, typing: true }
      expect(registry(shortcut('any', one), shortcut('go', `${one} i`)).type(writes, { mac })).toEqual({
        taken: false,
      })
    }),
    { numRuns: 2_000 },
  )
})

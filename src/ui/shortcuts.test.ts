import { expect, test } from 'vitest'
import { ariaKeys, createShortcuts, keyCaps, type Press, type Shortcut } from './shortcuts.ts'

const PC = { mac: false, singleKeys: true }
const MAC = { mac: true, singleKeys: true }

function press(key: string, also: Partial<Press> = {}): Press {
  return {
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    repeat: false,
    typing: false,
    ...also,
  }
}

function shortcut(id: string, ...keys: string[]): Shortcut {
  return { id, keys, label: id, section: 'conversation', run: () => {} }
}

function registry(...shortcuts: Shortcut[]) {
  const created = createShortcuts()
  for (const one of shortcuts) created.add(one)
  return created
}

test('a single key works, and never while somebody types', () => {
  const keys = registry(shortcut('done', 'e'), shortcut('next', 'ArrowDown', 'j'))
  expect(keys.find(press('e'), PC)?.id).toBe('done')
  expect(keys.find(press('j'), PC)?.id).toBe('next')
  expect(keys.find(press('ArrowDown'), PC)?.id).toBe('next')
  for (const key of ['e', 'j', 'ArrowDown'])
    expect(keys.find(press(key, { typing: true }), PC)).toBeUndefined()
})

test('a key with Ctrl, ⌘, Alt or Shift is another key', () => {
  const keys = registry(shortcut('done', 'e'))
  for (const modifier of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey'])
    expect(keys.find(press('e', { [modifier]: true }), PC)).toBeUndefined()
})

test('mod is Ctrl on a PC and ⌘ on a Mac, also while typing', () => {
  const keys = registry(shortcut('send', 'mod+Enter'), shortcut('send-done', 'mod+shift+Enter'))
  const typing = { typing: true }
  expect(keys.find(press('Enter', { ctrlKey: true, ...typing }), PC)?.id).toBe('send')
  expect(keys.find(press('Enter', { metaKey: true, ...typing }), MAC)?.id).toBe('send')
  expect(keys.find(press('Enter', { ctrlKey: true, ...typing }), MAC)).toBeUndefined()
  expect(keys.find(press('Enter', { ctrlKey: true, shiftKey: true, ...typing }), PC)?.id).toBe('send-done')
})

test('a sign is found with and without Shift, as keyboards differ', () => {
  const keys = registry(shortcut('help', '?'))
  expect(keys.find(press('?', { shiftKey: true }), PC)?.id).toBe('help')
  expect(keys.find(press('?'), PC)?.id).toBe('help')
})

test('single keys can be turned off; arrows and combinations stay', () => {
  const keys = registry(shortcut('done', 'e'), shortcut('next', 'ArrowDown'), shortcut('undo', 'mod+z'))
  const off = { mac: false, singleKeys: false }
  expect(keys.find(press('e'), off)).toBeUndefined()
  expect(keys.find(press('ArrowDown'), off)?.id).toBe('next')
  expect(keys.find(press('z', { ctrlKey: true }), off)?.id).toBe('undo')
})

test('what was added last answers first, and gives the key back when it goes', () => {
  const keys = registry(shortcut('list', 'Escape'))
  const remove = keys.add(shortcut('dialog', 'Escape'))
  expect(keys.find(press('Escape'), PC)?.id).toBe('dialog')
  remove()
  expect(keys.find(press('Escape'), PC)?.id).toBe('list')
})

test('keys are named as they are printed and as screen readers want them', () => {
  expect(keyCaps('mod+shift+Enter', true)).toEqual(['⌘', '⇧', '↵'])
  expect(keyCaps('mod+shift+Enter', false)).toEqual(['Ctrl', 'Shift', '↵'])
  expect(keyCaps('e', false)).toEqual(['E'])
  expect(ariaKeys(['mod+Enter', 'e'], false)).toBe('Control+Enter e')
})

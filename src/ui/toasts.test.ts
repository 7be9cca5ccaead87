import { expect, test } from 'vitest'
import { createToasts, JUST_NOW_MS } from './toasts.ts'

function stage() {
  let time = 0
  const undone: string[] = []
  const toasts = createToasts(() => time)
  const say = (text: string) => toasts.say(text, { undo: () => undone.push(text) })
  return { ...toasts, undone, say, tell: toasts.say, pass: (ms: number) => (time += ms) }
}

test('KB: undo takes back the last thing, then the one before it', () => {
  const { say, undoNewest, undone, all } = stage()
  say('done')
  say('unread')
  expect(all().map(({ text }) => text)).toEqual(['unread'])
  expect([undoNewest(), undoNewest(), undoNewest()]).toEqual([true, true, false])
  expect(undone).toEqual(['unread', 'done'])
})

test('KB: what is older than ten seconds stays, unless its toast is still held', () => {
  const { say, undoNewest, undone, pass, dismiss, all } = stage()
  say('done')
  pass(JUST_NOW_MS - 1)
  say('unread')
  pass(1)
  expect([undoNewest(), undoNewest()]).toEqual([true, false])
  say('spam')
  pass(JUST_NOW_MS)
  expect(undoNewest()).toBe(true)
  say('open')
  dismiss(all()[0]?.id ?? 0)
  pass(JUST_NOW_MS)
  expect(undoNewest()).toBe(false)
  expect(undone).toEqual(['unread', 'spam'])
})

test('KB: a dismissed toast can still be taken back by key, and a toast takes back its own', () => {
  const { say, undo, undoNewest, undone, dismiss, all } = stage()
  say('done')
  dismiss(all()[0]?.id ?? 0)
  expect(undoNewest()).toBe(true)
  say('spam')
  undo(all()[0]?.id ?? 0)
  expect(undoNewest()).toBe(false)
  expect(undone).toEqual(['done', 'spam'])
})

test('the same problem is said once, and outlasts what is said after it', () => {
  const { problem, say, all } = stage()
  problem('No connection')
  problem('No connection')
  say('done')
  expect(all().map(({ text }) => text)).toEqual(['No connection', 'done'])
})

test('what is only told leaves the way back that is shown, and what was refused does not', () => {
  const { say, tell, problem, all } = stage()
  say('done')
  tell('undone')
  expect(all().map(({ text }) => text)).toEqual(['done', 'undone'])
  problem('No connection')
  expect(all().map(({ text }) => text)).toEqual(['No connection'])
})

import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { uuidv7 } from '#kit/id.ts'
import { makeApiKey, readApiKey } from './api-key.ts'

test('a key names its workspace, and no two are alike', () => {
  const workspaceId = uuidv7()
  const key = makeApiKey(workspaceId, randomBytes(32))
  expect(key).toMatch(/^[0-9A-Za-z]{65}$/)
  expect(readApiKey(key)).toEqual({ workspaceId })
  expect(makeApiKey(workspaceId, randomBytes(32))).not.toBe(key)
})

test('the largest secret fits, and a short one is not taken', () => {
  expect(readApiKey(makeApiKey(uuidv7(), new Uint8Array(32).fill(255)))).toBeDefined()
  expect(() => makeApiKey(uuidv7(), new Uint8Array(16))).toThrow()
})

test('what is no key is not read as one', () => {
  const key = makeApiKey(uuidv7(), randomBytes(32))
  for (const text of ['', 'Bearer x', `Bearer ${key}`, key.slice(1), `${key}0`, 'z'.repeat(65), `${key}\n`])
    expect(readApiKey(text)).toBeUndefined()
  fc.assert(
    fc.property(fc.string(), (text) => readApiKey(text) === undefined || /^[0-9A-Za-z]{65}$/.test(text)),
  )
})

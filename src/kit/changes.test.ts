import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

test('what is not wanted, and what is as it was, is no change', () => {
  const before = { name: 'Support', hours: { zone: 'UTC' }, emoji: null as string | null }
  expect(changesOf(before, {})).toEqual({})
  expect(changesOf(before, { name: 'Support', hours: { zone: 'UTC' }, emoji: undefined })).toEqual({})
  expect(changesOf(before, { name: 'Sales', emoji: null })).toEqual({ name: 'Sales' })
  expect(changesOf(before, { hours: { zone: 'Europe/Madrid' }, emoji: '💬' })).toEqual({
    ...{ hours: { zone: 'Europe/Madrid' }, emoji: '💬' },
  })
})

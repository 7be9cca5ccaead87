import { expect, test } from 'vitest'
import { isTimeZone } from './time-zone.ts'

test('a time zone is known by its name', () => {
  expect(['Europe/Madrid', 'UTC', 'America/Los_Angeles'].map(isTimeZone)).toEqual([true, true, true])
  expect(['Mars/Olympus', '', 'Europe', '../etc'].map(isTimeZone)).toEqual([false, false, false, false])
})

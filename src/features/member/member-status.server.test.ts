import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'
import { memberStatusType, statusNow } from './member-status.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const NOW = '2026-11-23T12:00:00.000Z'
const LATER = '2026-11-23T13:00:00.000Z'

test('MO-2: what a member says of themselves is on everybody’s screen, until they take it back', async () => {
  const [ada, cleo] = [await open(app.world.ada), await open(app.world.cleo)]
  const until = new Date(Date.now() + 60_000).toISOString()
  await ada.connection.call('member.set-status', { emoji: '🍜', text: ' At lunch ', until })
  const said = () => cleo.store.get(memberStatusType, app.world.ada)
  await eventually(() => expect(said()).toMatchObject({ emoji: '🍜', text: 'At lunch', until }))
  await ada.connection.call('member.set-status', { emoji: '', text: '', until: null })
  await eventually(() => expect(statusNow(said(), NOW)).toBeUndefined())
})

test('MO-2: a status that is over before it begins, or says too much, is refused', async () => {
  const { connection } = await open(app.world.ben)
  const over = { emoji: '', text: 'Gone', until: '2020-01-01T00:00:00.000Z' }
  expect(await connection.call('member.set-status', over)).toMatchObject({ error: { code: 'in-the-past' } })
  const long = { emoji: '', text: 'x'.repeat(101), until: null }
  expect(await connection.call('member.set-status', long)).toMatchObject({ error: { code: 'invalid-input' } })
})

test('MO-2: a status holds until its time', () => {
  const status = { id: 'ada', emoji: '🍜', text: '', until: LATER, setAt: NOW }
  expect(statusNow(status, NOW)).toBe(status)
  expect(statusNow(status, LATER)).toBeUndefined()
  expect(statusNow({ ...status, until: null }, LATER)).toBeDefined()
  expect(statusNow(undefined, NOW)).toBeUndefined()
})

async function open(memberId: string): Promise<Browser> {
  const browser = await app.browser(memberId)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}

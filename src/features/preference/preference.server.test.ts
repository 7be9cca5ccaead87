import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, startTestApp, type TestApp } from '#test/app.ts'
import { eventually } from '#test/eventually.ts'
import { preferCommand } from './preference.api.ts'
import { preferenceType } from './preference.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('KB: changed keys are on each of a member’s devices, and on nobody else’s', async () => {
  const memberId = app.world.ada
  const [desk, laptop, ben] = await Promise.all([open(memberId), open(memberId), open(app.world.ben)])
  await prefer(desk, { memberId, shortcuts: { 'conversation.done': ['d'] } })
  await prefer(laptop, { memberId, singleKeys: false, shortcuts: { 'conversation.open': [] } })
  const wanted = { shortcuts: { 'conversation.done': ['d'], 'conversation.open': [] }, singleKeys: false }
  for (const { store } of [desk, laptop, await open(memberId)])
    await eventually(() => expect(store.get(preferenceType, memberId)).toMatchObject(wanted))
  await ben.connection.call('no.such', {})
  expect(ben.store.all(preferenceType)).toEqual([])
})

test('KB: a shortcut gets its own keys back, one alone or all', async () => {
  const memberId = app.world.ben
  const ben = await open(memberId)
  await prefer(ben, { memberId, shortcuts: { a: ['1'], b: ['2'], c: ['3'] } })
  await prefer(ben, { memberId, ordinary: ['a'], shortcuts: { b: ['4'] } })
  expect(ben.store.get(preferenceType, memberId)?.shortcuts).toEqual({ b: ['4'], c: ['3'] })
  await prefer(ben, { memberId, ordinary: 'all' })
  expect(ben.store.get(preferenceType, memberId)?.shortcuts).toEqual({})
})

test('KB: nobody sets another member’s keys', async () => {
  const ben = await open(app.world.ben)
  const refused = await ben.connection.run(preferCommand, { memberId: app.world.cleo, singleKeys: false })
  expect(refused).toMatchObject({ ok: false, error: { code: 'not-found' } })
  expect((await open(app.world.cleo)).store.all(preferenceType)).toEqual([])
})

test('KB: two devices that change something for the first time at once both count', async () => {
  const memberId = app.world.cleo
  const devices = await Promise.all([open(memberId), open(memberId)])
  await Promise.all(
    devices.map((device, index) => prefer(device, { memberId, shortcuts: { [`key ${index}`]: ['1'] } })),
  )
  const wanted = { 'key 0': ['1'], 'key 1': ['1'] }
  for (const { store } of devices)
    await eventually(() => expect(store.get(preferenceType, memberId)?.shortcuts).toEqual(wanted))
})

async function prefer({ connection }: Browser, input: Parameters<typeof preferCommand.decide>[1]) {
  expect(await connection.run(preferCommand, input)).toMatchObject({ ok: true })
}

async function open(memberId: string): Promise<Browser> {
  const browser = await app.browser(memberId)
  await eventually(() => expect(browser.connection.state()).toBe('live'))
  return browser
}

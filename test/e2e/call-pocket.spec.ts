import type { Page } from '@playwright/test'
import { incoming, phone } from './calls.ts'
import { pusherOf } from './pushes.ts'
import { expect, test } from './story.ts'

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 120_000 })

test('CA-2, NO-8: with no tab open a call rings by a push; pressed, it is there to be answered, and it goes when it is over', {
  tag: '@system',
}, async ({ member, stranger, stage }) => {
  const ben = await member('Ben', { permissions: ['notifications'], serviceWorkers: 'allow' })
  const dora = await phone({ stranger, stage })
  await ben.open(/^Dora Mills/)
  await expect(ben.page).toHaveURL(/\/CN/)
  const path = new URL(ben.page.url()).pathname
  await ben.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
  const deliver = await pusherOf(ben.page)
  await ben.page.goto('about:blank')

  await dora.calls()
  const id = crypto.randomUUID()
  const ring = { ...{ id, tag: id, path, unread: 9, times: 1 }, call: 'rings' }
  const rings = { ...ring, title: 'Dora Mills is calling Support', body: 'Open to answer' }
  for (const _ of [1, 2]) await deliver(rings)
  await expect.poll(() => shown(ben.page)).toEqual([{ title: rings.title, stays: true, silent: false }])
  const over = { ...ring, times: 2, call: 'over', title: 'Dora Mills', body: 'Ada answered' }
  await deliver(over)
  await expect.poll(() => shown(ben.page)).toEqual([{ title: over.title, stays: false, silent: true }])
  // One that was late changes nothing any more.
  await deliver(rings)
  await expect.poll(() => shown(ben.page)).toEqual([{ title: over.title, stays: false, silent: true }])

  await ben.page.goto(stage.app.url + path)
  await expect(incoming(ben.page)).toContainText('Dora Mills')
  await expect(ben.timeline).toBeVisible()
  // Whoever looks at it hears the page, and is told nothing beside it.
  await deliver({ ...rings, times: 3 })
  await expect.poll(() => shown(ben.page)).toEqual([])
  await dora.hangsUp()
})

/** What the computer shows of us, as the worker knows it. */
async function shown(page: Page): Promise<{ title: string; stays: boolean; silent: boolean }[]> {
  const [worker] = page.context().serviceWorkers()
  if (!worker) throw new Error('There is no worker')
  return worker.evaluate(async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration }
    const all = await registration.getNotifications()
    return all.map(({ title, requireInteraction, silent }) => ({
      ...{ title, stays: requireInteraction, silent: silent === true },
    }))
  })
}

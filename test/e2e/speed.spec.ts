import { newCustomer } from './customers.ts'
import { expect, test } from './story.ts'

test('a key paints the next thread in the frame in which it is pressed', async ({ member }) => {
  const { page, list, timeline } = await member('Ada')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) {
    await page.keyboard.press(key)
    await expect(timeline.getByRole('article').first()).toBeVisible()
  }
  const painted = await page.evaluate(async () => {
    const log = () => document.querySelector('[role="log"]')
    const before = log()?.textContent
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    // Before the browser may paint, and long before the network could answer.
    await Promise.resolve()
    return { changed: log()?.textContent !== before, items: log()?.querySelectorAll('article').length ?? 0 }
  })
  expect(painted.changed).toBe(true)
  expect(painted.items).toBeGreaterThan(0)
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '2')
})

test('a long list holds only the rows in view, and goes on at its end', async ({ member }) => {
  const { page, list } = await member('Ada')
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(list.getByRole('option').first()).toBeVisible()
  const total = async () => Number(await list.getByRole('option').first().getAttribute('aria-setsize'))
  while ((await total()) === -1) {
    await list.evaluate((scroller) => scroller.scrollTo({ top: scroller.scrollHeight }))
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
  expect(await total()).toBeGreaterThan(60)
  expect(await list.getByRole('option').count()).toBeLessThan(50)
  await list.evaluate((scroller) => scroller.scrollTo({ top: scroller.scrollHeight }))
  await expect(list.getByRole('option').last()).toHaveAttribute('aria-posinset', String(await total()))
})

test('scrolling back brings older texts, and nothing that is read moves', async ({ member, stage }) => {
  const customer = newCustomer(stage)
  for (let number = 1; number <= 90; number++) await customer.texts(`Line ${number}.`)
  const { page, open, timeline, item } = await member('Ada')
  await open(new RegExp(`^${customer.display.replace(/[()]/g, '\\$&')}`))
  await expect(item('Line 90.')).toBeInViewport()
  expect(await timeline.getByRole('article').count()).toBeLessThan(60)

  const jumps = await timeline.evaluate(async (log) => {
    const frame = () => new Promise(requestAnimationFrame)
    const placeOf = (article: Element) => article.getBoundingClientRect().top
    let worst = 0
    for (let step = 0; step < 400 && !log.textContent.includes('Line 1.'); step++) {
      const shown = [...log.querySelectorAll('article')].find((one) => placeOf(one) > 100) ?? log
      const [place, scrolled] = [placeOf(shown), log.scrollTop]
      log.scrollTop -= 60
      await frame()
      await frame()
      worst = Math.max(worst, Math.abs(placeOf(shown) - place - (scrolled - log.scrollTop)))
    }
    return worst
  })
  expect(jumps).toBeLessThan(2)
  await expect(item(/Line 1\.$/)).toHaveCount(1)

  const middle = item('Line 40.')
  await middle.evaluate((article) => article.scrollIntoView({ block: 'center' }))
  const before = await middle.boundingBox()
  await customer.texts('And one more')
  await expect(item('And one more')).toHaveCount(1)
  expect(Math.abs(((await middle.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2)
  await page.getByRole('button', { name: 'Newest' }).click()
  await expect(item('And one more')).toBeInViewport()
})

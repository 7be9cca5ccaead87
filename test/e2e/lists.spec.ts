import type { Page } from '@playwright/test'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test('AS-8, CH-7, CH-8, INB-9, MO-5: unread and nobody’s, unread first, by the day of the last word, and everything again in one step', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const ada = await member('Ada')
  const [unread, read] = [newCustomer(stage), newCustomer(stage)]
  await unread.texts('I came first')
  await read.texts('I came last')
  await ada.open(read.name)
  await expect(ada.item('I came last')).toBeVisible()
  await ada.leave()
  await expect(ada.row(read.name)).not.toHaveAccessibleName(/unread/)
  expect(await placeOf(ada, read.name)).toBeLessThan(await placeOf(ada, unread.name))
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemradio', { name: 'Unread first' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(ada.row(unread.name)).toHaveAccessibleName(/unread/)
  await expect.poll(() => readBeforeUnread(ada)).toBe(false)

  await ada.button('Reset filters').click()
  await ada.page
    .getByRole('group', { name: 'Assigned to' })
    .getByRole('button', { name: /^Unassigned/ })
    .click()
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemcheckbox', { name: 'Unread' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(ada.row(read.name)).toHaveCount(0)
  await expect(ada.row(unread.name)).toBeVisible()

  await byDay(ada, 'Last active from', 1)
  await expect(ada.page.getByText('Nothing matches')).toBeVisible()
  await ada.button('Show everything').click()
  await expect(ada.row(unread.name)).toBeVisible()
  await byDay(ada, 'Last active until', -1)
  await expect(ada.row(unread.name)).toHaveCount(0)
  await expect(ada.list.getByRole('option').first()).toBeVisible()
  await ada.button('Reset filters').click()
  for (const { name } of [unread, read]) await expect(ada.row(name)).toBeVisible()
})

test('INB-1, INB-2, CH-1: who left a voicemail is found by it, and their thread is all that was said and written, in one order', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const ada = await member('Ada')
  const { name, texts } = newCustomer(stage)
  await texts('I only write')
  await expect(ada.row(name)).toBeVisible()
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemcheckbox', { name: 'Has voicemail' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(ada.row(name)).toHaveCount(0)
  await ada.list.getByRole('option').first().click()
  await expect(ada.timeline.getByRole('button', { name: 'Play: Voicemail' }).first()).toBeVisible()
  const times = await ada.timeline.getByRole('article').locator('time').all()
  const said = await Promise.all(
    times.map(async (time) => Date.parse(String(await time.getAttribute('datetime')))),
  )
  expect(said.length).toBeGreaterThan(1)
  expect(said).toEqual(said.toSorted((a, b) => a - b))
})

async function placeOf({ row }: InboxScreen, name: RegExp): Promise<number> {
  return Number(await row(name).getAttribute('aria-posinset'))
}

/** Of those that nobody has pinned, and are in view. */
async function readBeforeUnread({ list }: InboxScreen): Promise<boolean> {
  const rows = await list.getByRole('option').allTextContents()
  const unread = rows.filter((text) => !text.includes('Pinned')).map((text) => /\bunread\b/.test(text))
  return unread.includes(true) && unread.lastIndexOf(true) > unread.indexOf(false) && unread.includes(false)
}

async function byDay({ page, button }: InboxScreen, field: string, days: number): Promise<void> {
  await button('Filter and sort').click()
  await page.getByRole('menuitem', { name: 'More filters…' }).click()
  await page.getByLabel(field).fill(await dayFromNow(page, days))
  await button('Show').click()
}

/** Days are those of whoever looks. */
function dayFromNow(page: Page, days: number): Promise<string> {
  return page.evaluate((days) => {
    const day = new Date()
    day.setDate(day.getDate() + days)
    return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-')
  }, days)
}

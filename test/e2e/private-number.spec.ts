import { newCustomer } from './customers.ts'
import { givePrivateNumber } from './private-number.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'inboxes' })

const EARLIER = /Between the two of us|Only we know that/

test('INB-3, INB-10, INB-11: a private number becomes the team’s, and what was said before stays its owner’s until they share that too', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const line = await givePrivateNumber(stage, '+16285559002')
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const heard = await hearing(ben)
  const [friend, anybody] = [newCustomer(stage, line), newCustomer(stage)]
  await friend.texts('Between the two of us')
  await friend.texts('Please stop texting me')
  await anybody.texts('To the team')

  await ada.page.getByRole('link', { name: /^All inboxes/ }).click()
  for (const { name } of [friend, anybody]) await expect(ada.row(name)).toBeVisible()
  await onlyOf(ada, '(628) 555-9002')
  await expect(ada.row(friend.name)).toBeVisible()
  await expect(ada.row(anybody.name)).toHaveCount(0)
  await ada.inboxes.getByRole('link', { name: /^Ada/ }).click()
  await expect(ada.row(friend.name)).toBeVisible()
  await expect(ada.row(anybody.name)).toHaveCount(0)
  await ada.open(friend.name)
  await ada.write('Only we know that')
  await expect(ada.item('Only we know that')).toContainText('Delivered')
  await expect(ben.row(anybody.name)).toBeVisible()
  await expect(ben.row(friend.name)).toHaveCount(0)

  await ada.leave()
  await toSettings(ada, /Ada/)
  await ada.page.getByLabel('Name of the shared inbox').fill('Shop')
  await ada.page.getByRole('checkbox', { name: 'Ben' }).check()
  await ada.button('Share the number').click()
  await expect(ada.toasts.filter({ hasText: 'Shop is shared' })).toBeVisible()
  await ben.inboxes.getByRole('link', { name: /^Shop/ }).click()
  await expect(ben.page.getByText('Nothing is waiting')).toBeVisible()
  await toInbox(ada, /^Ada/)
  await ada.open(friend.name)
  await expect(ada.item('Between the two of us')).toBeVisible()

  await friend.texts('To all of you')
  await ben.open(friend.name)
  await expect(ben.item('To all of you')).toBeVisible()
  await expect(ben.item(EARLIER)).toHaveCount(0)
  await expect(asked(ben)).toHaveCount(0)
  await expect(ada.item('To all of you')).toBeVisible()
  await expect(asked(ada)).toBeVisible()
  await expect(ada.item(EARLIER)).toHaveCount(2)
  await ben.page.goto('/search')
  await ben.page.getByRole('combobox').fill('Between the two of us')
  await expect(ben.page.getByText('Nothing found').first()).toBeVisible()
  expect(heard.filter((frame) => EARLIER.test(frame))).toEqual([])

  await toInbox(ada, /^Shop/)
  await toSettings(ada, /Shop/)
  await ada.button('Share earlier messages').click()
  await expect(ada.toasts.filter({ hasText: 'Earlier messages are being shared' })).toBeVisible()
  await toInbox(ben, /^Shop/)
  await ben.open(friend.name)
  await expect(ben.item(EARLIER)).toHaveCount(2)
  await expect(asked(ben)).toBeVisible()
})

/** The question whether somebody still wants texts, of one that has come. */
function asked({ page }: InboxScreen) {
  return page.getByRole('region', { name: 'Possible opt-out' })
}

async function toInbox({ page, inboxes }: InboxScreen, name: RegExp): Promise<void> {
  await page.goto('/inbox')
  await inboxes.getByRole('link', { name }).click()
  await expect(inboxes.getByRole('link', { name })).toHaveAttribute('aria-current', 'page')
}

async function toSettings({ page, button }: InboxScreen, name: RegExp): Promise<void> {
  // A phone has no room for it beside the list.
  if (await button('Inbox settings').isVisible()) return button('Inbox settings').click()
  await page.goto('/settings/inboxes')
  await page.getByRole('main').getByRole('link', { name }).click()
}

async function onlyOf({ page, button }: InboxScreen, number: string): Promise<void> {
  await button('Filter and sort').click()
  await page.getByRole('menuitem', { name: 'More filters…' }).click()
  const lines = page.getByLabel('Number')
  const wanted = lines.locator('option').filter({ hasText: number })
  await lines.selectOption({ label: (await wanted.textContent()) ?? '' })
  await button('Show').click()
}

/** Everything that the server tells a page from now on. */
async function hearing({ page, list }: InboxScreen): Promise<string[]> {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void frames.push(String(payload))),
  )
  await page.reload()
  await list.getByRole('option').first().waitFor()
  return frames
}

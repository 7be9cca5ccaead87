import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test('ST-2, ST-3, ST-6, INB-8, KB: done, open and unread by key are on every screen at once', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  await customer.texts('One question')
  const name = new RegExp(`^${escaped(customer.display)}`)
  await ada.open(name)
  await expect(ada.item('One question')).toBeVisible()

  await ada.page.keyboard.press('u')
  for (const { row } of [ada, ben]) await expect(row(name)).toHaveAccessibleName(/unread/)
  await expect(ada.toasts).toContainText('Marked as unread')

  await ada.page.keyboard.press('e')
  for (const { row } of [ada, ben]) await expect(row(name)).toHaveCount(0)
  for (const { page } of [ada, ben]) await page.getByRole('button', { name: 'Done', exact: true }).click()
  await ben.open(name)
  await expect(ben.item('Ada marked this as done')).toBeVisible()

  await ben.page.keyboard.press('o')
  for (const { row } of [ada, ben]) await expect(row(name)).toHaveCount(0)
  await ada.page.getByRole('button', { name: /^Open/ }).click()
  await expect(ada.row(name)).toBeVisible()
})

test('ST-4, ST-5, ST-7: the same by buttons, and Undo takes each back', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  await customer.texts('Could you call me?')
  const name = new RegExp(`^${escaped(customer.display)}`)
  await ada.open(name)

  await ada.button('Mark as done').click()
  await expect(ben.row(name)).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ben.row(name)).toBeVisible()

  await open(ada, name)
  await ada.button('Mark as unread').click()
  await expect(ben.row(name)).toHaveAccessibleName(/unread/)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ben.row(name)).not.toHaveAccessibleName(/unread/)
})

test('ST-6, ST-8, ST-9, CH-6: spam is gone at once and bothers nobody, and it and what is done are opened again', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [spammer, other] = [newCustomer(stage), newCustomer(stage)]
  const { name } = spammer
  await spammer.texts('You have won')
  await ada.open(name)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Mark as spam' }).click()
  await expect(ada.toasts).toContainText('Marked as spam')
  await expect(ben.row(name)).toHaveCount(0)
  await spammer.texts('You have won again')
  await other.texts('I only ask')
  await expect(ben.row(other.name)).toBeVisible()
  await expect(ben.row(name)).toHaveCount(0)

  await show(ben, 'Spam')
  await expect(ben.row(name)).not.toHaveAccessibleName(/unread/)
  await ben.open(name)
  await ben.button('Mark as open').click()
  await ada.leave()
  await ada.open(name)
  await expect(ada.item('You have won again')).toBeVisible()
  await ada.button('Mark as done').click()
  await ada.leave()
  await show(ada, 'Done')
  await ada.open(name)
  await ada.button('Mark as open').click()
  await ada.leave()
  await show(ada, 'Open')
  await expect(ada.row(name)).toBeVisible()
})

test('ST-3, KB: going through the list marks nothing as read; opening does', async ({ member, stage }) => {
  const ada = await member('Ada')
  const [first, second] = [newCustomer(stage), newCustomer(stage)]
  await first.texts('I am first')
  await second.texts('I am second')
  const above = ada.row(new RegExp(`^${escaped(second.display)}`))
  const below = ada.row(new RegExp(`^${escaped(first.display)}`))
  await expect(above).toHaveAttribute('aria-posinset', '1')
  const unread = await unreadIn(ada)

  await ada.page.keyboard.press('ArrowDown')
  await expect(above).toHaveAttribute('aria-selected', 'true')
  await expect(ada.item('I am second')).toBeVisible()
  await ada.page.keyboard.press('j')
  await expect(ada.item('I am first')).toBeVisible()
  await expect(below).toHaveAccessibleName(/unread/)
  expect(await unreadIn(ada)).toBe(unread)

  await ada.page.keyboard.press('Enter')
  await expect(ada.composer).toBeFocused()
  await expect(below).not.toHaveAccessibleName(/unread/)
  await expect(above).toHaveAccessibleName(/unread/)
  await expect.poll(() => unreadIn(ada)).toBe(unread - 1)
})

test('KB: keys are letters while somebody types, and the next conversation follows what is done', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [below, above] = [newCustomer(stage), newCustomer(stage)]
  await below.texts('Next, please')
  await above.texts('Me first')
  await expect(ada.row(new RegExp(`^${escaped(above.display)}`))).toHaveAttribute('aria-posinset', '1')
  await ada.page.keyboard.press('ArrowDown')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('eunoj?')
  await expect(ada.composer).toHaveValue('eunoj?')
  await expect(ada.row(new RegExp(`^${escaped(above.display)}`))).toBeVisible()

  await ada.composer.fill('On it')
  await ada.page.keyboard.press('Control+Shift+Enter')
  await expect(ada.row(new RegExp(`^${escaped(above.display)}`))).toHaveCount(0)
  await expect(ada.item('Next, please')).toBeVisible()
  await ada.page.keyboard.press('e')
  await expect(ada.row(new RegExp(`^${escaped(below.display)}`))).toHaveCount(0)
  await ada.page.keyboard.press('Control+z')
  await expect(ada.row(new RegExp(`^${escaped(below.display)}`))).toHaveAttribute('aria-selected', 'true')
  await ada.page.keyboard.press('Escape')
  await expect(ada.page.getByText('Choose a conversation')).toBeVisible()
})

test('a draft is kept where it was begun', { tag: '@phone' }, async ({ member, stage }) => {
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('When do you open?')
  const name = new RegExp(`^${escaped(customer.display)}`)
  await ada.open(name)
  await ada.composer.fill('We open at')
  await ada.page.reload()
  await expect(ada.composer).toHaveValue('We open at')
  await ada.page
    .getByRole('link', { name: /^Sales/ })
    .or(ada.button('Back'))
    .first()
    .click()
  await expect(ada.composer).toHaveCount(0)
  await expect(ada.list).toBeVisible()
})

async function open(screen: InboxScreen, name: RegExp): Promise<void> {
  if (!(await screen.composer.isVisible())) await screen.open(name)
}

async function show({ page }: InboxScreen, shelf: string): Promise<void> {
  const shelves = page.getByRole('group', { name: 'Show' })
  await shelves.getByRole('button', { name: new RegExp(`^${shelf}`) }).click()
}

async function unreadIn({ inboxes }: InboxScreen): Promise<number> {
  const label = await inboxes.getByRole('link', { name: /^Support/ }).getAttribute('aria-label')
  return Number(/(\d+) unread$/.exec(label ?? '')?.[1])
}

function escaped(text: string): string {
  return text.replace(/[()]/g, '\\$&')
}

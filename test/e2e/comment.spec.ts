import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import { keptForOffline, networkOf, recordsOnDisk } from './network.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({
  serviceWorkers: 'allow',
  expected: /WebSocket connection|Failed to load resource|fetching the script|ERR_INTERNET_DISCONNECTED/,
})

test('CH-12: Ada mentions Ben, who sees it at once, while Cleo’s browser hears nothing of it', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const cleo = await member('Cleo')
  const heard = framesOf(cleo.page)
  await cleo.page.reload()
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  await customer.texts('Is the tandem free?')
  for (const screen of [ada, ben]) await screen.open(nameOf(customer.display))

  await ada.button('Comment').click()
  const box = ada.page.getByRole('textbox', { name: 'Comment', exact: true })
  await box.pressSequentially('Ask @b')
  const offered = ada.page.getByRole('listbox', { name: 'Who to mention' }).getByRole('option')
  await expect(offered.filter({ hasText: 'Ben' })).toBeVisible()
  await expect(offered.filter({ hasText: 'Cleo' })).toHaveCount(0)
  await ada.page.keyboard.press('Enter')
  const secret = `about the wombat ${Date.now()}`
  await box.pressSequentially(secret)
  await ada.button('Send').click()

  for (const screen of [ada, ben])
    await expect(screen.page.getByRole('article', { name: /^Comment by/ })).toContainText(
      `Ask @Ben ${secret}`,
    )
  await expect(ben.composer).toBeVisible()
  expect(ada.page.url()).toBe(ben.page.url())

  // Something that all three hear of, so that what came before it would have come.
  await box.fill('@Cleo too')
  await expect(ada.page.getByText('Cleo does not see Support')).toBeVisible()
  await expect(ada.button('Send')).toBeDisabled()
  const other = newCustomer(stage, 'Sales')
  await other.texts('Something for Sales')
  await expect(cleo.row(nameOf(other.display))).toBeVisible()
  expect(heard().length).toBeGreaterThan(0)
  expect(heard().filter((frame) => /wombat|comment/i.test(withoutCatalogue(frame)))).toEqual([])
})

test('CH-12: a comment is changed, answered with a reaction, deleted and taken back on both screens', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  for (const screen of [ada, ben]) await screen.open(nameOf(customer.display))
  await comment(ada, 'The key is under the mat')
  const of = ({ page }: InboxScreen) => page.getByRole('article', { name: /^Comment by/ })
  await expect(of(ben)).toContainText('under the mat')

  await of(ben).hover()
  await ben.button('React').click()
  await ben.page.getByRole('menuitem', { name: '🎉' }).click()
  await expect(ada.page.getByRole('button', { name: '🎉 1 by Ben' })).toBeVisible()
  await ada.page.getByRole('button', { name: '🎉 1 by Ben' }).click()
  await expect(ben.page.getByRole('button', { name: /🎉 \d by/ })).toContainText('2')
  await ben.page.getByRole('button', { name: /🎉 \d by/ }).click()
  await expect(ada.page.getByRole('button', { name: '🎉 1 by You' })).toBeVisible()

  await of(ada).hover()
  await ada.button('More about this').click()
  await ada.page.getByRole('menuitem', { name: 'Edit' }).click()
  const editor = ada.page.getByRole('textbox', { name: 'Edit the text' })
  await editor.fill('The key is with Mia')
  await editor.press('Enter')
  await expect(of(ben)).toContainText('with Mia')
  await ben.button('Edited').click()
  await expect(ben.page.getByRole('dialog')).toContainText('under the mat')
  await ben.page.keyboard.press('Escape')
  // Ben is neither its author nor an owner.
  await of(ben).hover()
  await ben.button('More about this').click()
  await expect(ben.page.getByRole('menuitem', { name: 'Copy link' })).toBeVisible()
  await expect(ben.page.getByRole('menuitem', { name: /Edit|Delete/ })).toHaveCount(0)
  await ben.page.keyboard.press('Escape')

  await of(ada).hover()
  await ada.button('More about this').click()
  await ada.page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(of(ben)).toContainText('Ada deleted this')
  await expect(of(ben)).not.toContainText('with Mia')
  await ada.button('Undo').click()
  await expect(of(ben)).toContainText('with Mia')
})

test('CH-12: comments and messages are told apart, by key too, and each keeps its draft', async ({
  member,
  stage,
}) => {
  const { page, open, composer, button } = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await open(nameOf(customer.display))
  await composer.fill('For you')
  await page.keyboard.press('Control+i')
  const box = page.getByRole('textbox', { name: 'Comment', exact: true })
  await expect(box).toBeFocused()
  await expect(box).toHaveValue('')
  await expect(page.getByText('Only your team reads this')).toBeVisible()
  await box.fill('For us')
  await page.keyboard.press('Control+i')
  await expect(composer).toBeFocused()
  await expect(composer).toHaveValue('For you')
  await page.reload()
  await expect(composer).toHaveValue('For you')
  await button('Comment').click()
  await expect(box).toHaveValue('For us')
})

test('CH-12: from one thread to the next, nothing that was written or chosen comes along', async ({
  member,
  stage,
}) => {
  const { page, open, composer, button, row } = await member('Ada')
  const [first, second] = [newCustomer(stage), newCustomer(stage)]
  for (const customer of [first, second]) await customer.texts('Hello')
  await row(nameOf(second.display)).waitFor()
  await open(nameOf(first.display))
  await composer.fill('For the first')
  await page.keyboard.press('Escape')
  await open(nameOf(second.display))
  await expect(composer).toHaveValue('')
  await composer.click()
  await page.keyboard.press('Control+z')
  await expect(composer).toHaveValue('')
  await button('Comment').click()
  await page.getByRole('textbox', { name: 'Comment', exact: true }).fill('Ours')
  await open(nameOf(first.display))
  await expect(composer).toHaveValue('For the first')
  await composer.fill('')
  await open(nameOf(second.display))
  await expect(page.getByRole('textbox', { name: 'Comment', exact: true })).toHaveValue('Ours')
  await open(nameOf(first.display))
  await expect(composer).toHaveValue('')
  await expect(composer).not.toBeFocused()
})

test('CH-12: a comment that is written offline waits, and is there for everybody afterwards', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const network = await networkOf(ada.page.context())
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  for (const screen of [ada, ben]) await screen.open(nameOf(customer.display))
  await ada.button('Comment').click()
  await ada.page.getByRole('textbox', { name: 'Comment', exact: true }).waitFor()
  await keptForOffline(ada.page)
  await expect.poll(() => recordsOnDisk(ada.page, 'threads')).toBeGreaterThan(0)
  await network.cut()
  await comment(ada, 'Written on the train')
  const of = ({ page }: InboxScreen) => page.getByRole('article', { name: /^Comment by/ })
  await expect(of(ada)).toContainText('Waiting for a connection')
  await ada.page.reload()
  await expect(of(ada)).toContainText('Waiting for a connection')
  await network.mend()
  await expect(of(ben)).toContainText('Written on the train')
  await expect(of(ada)).not.toContainText('Waiting for a connection')
})

test('S1: a link to an item opens it where it stands, and is unfolded only for those who may see it', async ({
  member,
  stage,
}) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  await ada.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const customer = newCustomer(stage)
  await customer.texts('The blue one, please')
  await ada.open(nameOf(customer.display))
  await ada.item('The blue one').hover()
  await ada.item('The blue one').getByRole('button', { name: 'Copy link' }).click()
  await expect(ada.toasts).toContainText('Link copied')
  const link = await ada.page.evaluate(() => navigator.clipboard.readText())

  await comment(ada, `As asked in ${link}`)
  const card = ada.page
    .getByRole('article', { name: /^Comment by/ })
    .getByRole('link', { name: /The blue one/ })
  await expect(card).toContainText(customer.display)
  await ada.page.goto(link)
  await expect(ada.page).toHaveURL(/\/inbox\/IN.*\/CN/)
  await expect(ada.item('The blue one').first()).toBeVisible()

  await cleo.page.goto(link)
  await expect(cleo.page.getByRole('heading', { level: 1 })).toHaveText('This conversation is not here')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`comments are within everybody’s reach in ${colorScheme}`, { tag: '@phone' }, async ({
    member,
    stage,
  }) => {
    const ada = await member('Ada', { colorScheme })
    const customer = newCustomer(stage)
    await customer.texts('Hello')
    await ada.open(nameOf(customer.display))
    await comment(ada, 'See https://example.com, @Ben')
    await ada.page.getByRole('textbox', { name: 'Comment', exact: true }).fill('@')
    await ada.page.getByRole('listbox', { name: 'Who to mention' }).waitFor()
    await check(ada.page)
    await ada.page.getByRole('textbox', { name: 'Comment', exact: true }).fill('@Cleo')
    await ada.page.getByText('Cleo does not see').waitFor()
    await check(ada.page)
    await ada.button('More about this').click()
    await ada.page.getByRole('menuitem', { name: 'Copy link' }).waitFor()
    await check(ada.page)
  })

async function comment({ page, button }: InboxScreen, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Comment', exact: true })
  if (!(await box.isVisible())) await button('Comment').click()
  await box.fill(text)
  await button('Send').click()
}

function nameOf(display: string): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

// Everything that the server says on the page's sockets from now on.
function framesOf(page: Page): () => string[] {
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))))
  return () => frames
}

// The names of the tables are in every first frame, without a row of them.
function withoutCatalogue(frame: string): string {
  return frame.replaceAll(/"comment":\[\]/g, '')
}

import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'let go', expected: /4401/ })

test('whoever writes on a number that is let go meanwhile is told so, and goes on from another one with what was written', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  await connect(ada.page, '+1 415 555 0144')
  await ben.open('Dora Mills')
  await ben.composer.fill('We can come at nine')
  await letGo(ada.page, '(415) 555-0101')

  await expect(ben.page.getByText('(415) 555-0101 is no longer connected: nothing can be sent')).toBeVisible()
  await expect(ben.composer).toHaveValue('We can come at nine')
  await expect(ben.composer).toHaveAttribute('readonly')
  await ben.composer.blur()
  await expect(ben.composer).toHaveCount(0)
  await expect(ben.page.getByText('Your draft: We can come at nine')).toBeVisible()
  await check(ben.page)
  await ben.button('Call').click()
  const pad = ben.page.getByRole('dialog', { name: 'Make a call' })
  await expect(pad.getByText('(415) 555-0101 is no longer connected. Choose another number.')).toBeVisible()
  await expect(pad.getByRole('combobox', { name: 'From' }).getByRole('option')).toHaveText([
    ...['Choose a number', '🔧 Support · (415) 555-0144'],
  ])
  await check(ben.page)
  await ben.page.keyboard.press('Escape')

  await ben.button('Write from (415) 555-0144').click()
  const dialog = ben.page.getByRole('dialog', { name: 'New message' })
  await expect(dialog.getByRole('textbox', { name: 'Message' })).toHaveValue('We can come at nine')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(ben.item('We can come at nine')).toContainText('Delivered')
  await expect(ben.timeline.getByRole('article')).toHaveCount(1)
  await expect(ben.composer).toHaveValue('')

  // Whoever was about to begin a conversation from it is told as well.
  await ben.page.goto(stage.app.url)
  await ben.button('New message').click()
  await expect(dialog.getByRole('combobox', { name: 'From' })).toContainText('(415) 555-0144')
  await letGo(ada.page, '(415) 555-0144')
  await expect(dialog.getByText('No number is connected here.')).toBeVisible()
})

test('with no other number in the inbox, an owner is led to where it is connected again', async ({
  member,
}) => {
  const ada = await member('Ada')
  await letGo(ada.page, '(415) 555-0102')
  await ada.page.goto('/inbox')
  await ada.inboxes.getByRole('link', { name: /Sales/ }).click()
  await ada.list.getByRole('option').first().click()
  await ada.page.getByRole('link', { name: 'Connect it again' }).click()
  await ada.page.getByRole('button', { name: 'Connect again' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Connect a number' })
  await expect(dialog.getByRole('textbox', { name: 'Number' })).toHaveValue('(415) 555-0102')
  await dialog.getByRole('button', { name: 'Connect a number' }).click()
  await expect(ada.page.getByText('Connected: the provider answers.')).toBeVisible()
  await ada.page.goBack()
  await expect(ada.composer).toBeVisible()
})

async function connect(page: Page, number: string): Promise<void> {
  await page.goto('/settings/lines')
  await page.getByRole('button', { name: 'Connect a number' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect a number' })
  await dialog.getByRole('combobox', { name: 'Provider' }).selectOption({ label: 'Sandbox' })
  await dialog.getByRole('combobox', { name: 'Inbox' }).selectOption({ label: '🔧 Support' })
  await dialog.getByRole('textbox', { name: 'Number' }).fill(number)
  await dialog.getByRole('button', { name: 'Connect a number' }).click()
  await expect(page.getByText('Connected: the provider answers.')).toBeVisible()
}

async function letGo(page: Page, number: string): Promise<void> {
  await page.goto('/settings/lines')
  await page.getByRole('list', { name: 'Numbers' }).getByRole('link', { name: number }).click()
  await page.getByRole('button', { name: 'Disconnect…' }).click()
  const sure = page.getByRole('dialog', { name: /^Disconnect/ })
  await sure.getByRole('textbox').fill(number)
  await sure.getByRole('button', { name: 'Disconnect the number' }).click()
  await expect(page.getByText('Nothing is sent or received on this number any more.')).toBeVisible()
}

import { check } from './axe.ts'
import { givePrivateNumber } from './private-number.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'inboxes' })

test('INB-4, MO-5: a kept filter is one step away, and is renamed, replaced and removed, by finger too', {
  tag: '@phone',
}, async ({ member }) => {
  const { page, button, list, toasts } = await member('Ada')
  const segment = (name: string) =>
    page.getByRole('navigation', { name: 'Segments' }).getByRole('link', { name })
  const toAll = () => page.getByRole('link', { name: /^All inboxes/ }).click()
  await keep('Waiting for a reply')
  await page.getByRole('dialog').getByLabel('Name').fill('Waiting')
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  await expect(segment('Waiting')).toHaveAttribute('aria-current', 'page')

  await toAll()
  await segment('Waiting').click()
  await expect(page.getByRole('button', { name: 'Remove filter: Waiting for a reply' })).toBeVisible()
  await check(page)
  await button('Options of segment Waiting').last().click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('They wait')
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  await expect(segment('They wait')).toBeVisible()

  await toAll()
  await keep('Unread')
  await page
    .getByLabel('Save as', { exact: true })
    .selectOption({ label: '“They wait”, in place of what it shows now' })
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  await expect(segment('They wait')).toHaveAttribute('aria-current', 'page')

  await button('Options of segment They wait').last().click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(segment('They wait')).toHaveCount(0)
  await toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(segment('They wait')).toBeVisible()
  await button('Options of segment They wait').last().click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(segment('They wait')).toHaveCount(0)
  await expect(list).toBeVisible()

  async function keep(filter: string): Promise<void> {
    await button('Filter and sort').click()
    await page.getByRole('menuitemcheckbox', { name: filter }).click()
    await page.keyboard.press('Escape')
    await button('Save as segment').click()
  }
})

test('INB-4: the rail and the command menu lead to segments', async ({ member }) => {
  const ada = await member('Ada')
  const { page, button } = ada
  await button('Filter and sort').click()
  await page.getByRole('menuitemcheckbox', { name: 'Has voicemail' }).click()
  await page.keyboard.press('Escape')
  await button('Save as segment').click()
  await page.getByRole('dialog').getByLabel('Name').fill('Spoken')
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
  const chip = page.getByRole('button', { name: 'Remove filter: Has voicemail' })
  await button('Reset filters').click()
  await expect(chip).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('segment spoken')
  await page.getByRole('option', { name: /Spoken/ }).click()
  await expect(chip).toBeVisible()

  await button('Reset filters').click()
  await page.setViewportSize({ width: 900, height: 900 })
  await button('Segments').click()
  await page.getByRole('menuitem', { name: 'Spoken' }).click()
  await expect(chip).toBeVisible()
  await check(page)
})

test('INB-16, INB-7: private inboxes stand apart, and all inboxes are a page with a name', {
  tag: '@phone',
}, async ({ member, stage }) => {
  await givePrivateNumber(stage, '+16285559001')
  const { page, inboxes } = await member('Ada')
  await expect(inboxes.getByRole('heading', { name: 'Private' })).toBeVisible()
  await page.getByRole('link', { name: /^All inboxes/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'All inboxes' })).toBeAttached()
  await check(page)
})

import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'tags' })

test('CH-9: a tag is renamed, recoloured and deleted for everybody, and no two are called the same', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = newCustomer(stage)
  const row = ben.row(new RegExp(`^${customer.display.replace(/[()]/g, '\\$&')}`))
  const { page } = ada
  const dialog = page.getByRole('dialog')
  const save = dialog.getByRole('button', { name: 'Save', exact: true })
  await page.goto('/settings/tags')
  await ada.button('New tag').click()
  await dialog.getByLabel('Name').fill('vip')
  await expect(dialog).toContainText('There is a tag “vip” already.')
  await expect(save).toBeDisabled()
  await dialog.getByLabel('Name').fill('Bent wheel')
  await check(page)
  await save.click()

  await customer.texts('It is bent')
  await row.click()
  await ben.button('More actions').click()
  await ben.page.getByRole('menuitem', { name: 'Tag', exact: true }).click()
  await ben.page.getByRole('option', { name: /^Bent wheel/ }).click()
  await expect(ben.toasts).toContainText('Tag “Bent wheel” added')
  const back = ben.button('Back')
  if (await back.isVisible()) await back.click()
  await expect(row).toContainText('Bent wheel')
  await showTags(ben, false)
  await expect(row).not.toContainText('Bent wheel')
  await showTags(ben, true)
  await expect(row).toContainText('Bent wheel')

  await ada.button('Change tag Bent wheel').click()
  await dialog.getByLabel('Name').fill('Wheels')
  await dialog.getByRole('radio', { name: 'Pink' }).check()
  await save.click()
  await expect(row).toContainText('Wheels')
  await expect(row.locator('[data-tag-color="pink"]')).toBeVisible()
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Bent wheel')

  await check(page)
  const tags = page.getByRole('list', { name: 'Tags' })
  await ada.button('Delete tag Bent wheel').click()
  await expect(row).not.toContainText('Bent wheel')
  await expect(tags).not.toContainText('Bent wheel')
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Bent wheel')
  await ada.button('Delete tag Bent wheel').click()
  await expect(row).not.toContainText('Bent wheel')
  await page.goto('/settings/audit')
  const log = page.getByRole('list', { name: 'Audit log' })
  for (const line of ['changed the tag', 'brought back the tag', 'deleted the tag Bent wheel'])
    await expect(log).toContainText(line)
})

test('CH-9: everybody makes tags, and changes their own; others’ say who may', { tag: '@phone' }, async ({
  member,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { page } = ben
  const dialog = page.getByRole('dialog')
  await page.goto('/settings/tags')
  const vip = page.getByRole('listitem').filter({ hasText: 'VIP' })
  await expect(vip).toContainText('Owners and admins can change it')
  await expect(vip.getByRole('button')).toHaveCount(0)
  await ben.button('New tag').click()
  await dialog.getByLabel('Name').fill('Tandem')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const his = page.getByRole('listitem').filter({ hasText: 'Tandem' })
  await expect(his).toContainText('Made by you')
  await expect(his.getByRole('button', { name: 'Change tag Tandem' })).toBeVisible()
  await check(page)

  await ada.page.goto('/settings/tags')
  const hers = ada.page.getByRole('listitem').filter({ hasText: 'Tandem' })
  await expect(hers).toContainText('Made by Ben')
  await hers.getByRole('button', { name: 'Delete tag Tandem' }).click()
  await expect(his).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  // It is still his.
  await expect(his).toContainText('Made by you')
  await his.getByRole('button', { name: 'Delete tag Tandem' }).click()
  await expect(hers).toHaveCount(0)
})

async function showTags({ page, button }: InboxScreen, shown: boolean): Promise<void> {
  await button('Filter and sort').click()
  await page.getByRole('menuitemcheckbox', { name: 'Show tags in the list' }).setChecked(shown)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

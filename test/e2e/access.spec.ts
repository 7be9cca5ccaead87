import type { Page } from '@playwright/test'
import { expect, test } from './story.ts'

test.use({ apart: 'access', expected: /401|4401/ })

const AT_ONCE = { timeout: 1_000 }

test('INB-5: who is put out of an inbox while they look at it sees no more of it within a second', async ({
  member,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  await ben.list.getByRole('option').first().click()
  await expect(ben.timeline).toBeVisible()
  const left = await settings(ada.page, 'Inboxes')
  await left.getByRole('link', { name: /Support/ }).click()
  await left.getByRole('button', { name: 'Take out Ben' }).click()
  await expect(ben.timeline).toHaveCount(0, AT_ONCE)
  await expect(ben.page.getByText('You are in no inbox yet')).toBeVisible()
  await expect(ben.inboxes.getByRole('link', { name: /Support/ })).toHaveCount(0)
  await expect(cleo.inboxes.getByRole('link', { name: /Sales/ })).toBeVisible()

  await left.getByRole('combobox', { name: 'Choose a member' }).selectOption({ label: 'Ben' })
  await left.getByRole('button', { name: 'Let in' }).click()
  await expect(ben.inboxes.getByRole('link', { name: /Support/ })).toBeVisible(AT_ONCE)
  await expect(ben.list.getByRole('option').first()).toBeVisible()
})

test('INB-5: with another inbox left, whoever is put out is told and goes on there', async ({ member }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const left = await settings(ada.page, 'Inboxes')
  await left.getByRole('link', { name: /Sales/ }).click()
  await left.getByRole('combobox', { name: 'Choose a member' }).selectOption({ label: 'Ben' })
  await left.getByRole('button', { name: 'Let in' }).click()
  await ben.inboxes.getByRole('link', { name: /Sales/ }).click()
  await ben.list.getByRole('option').first().click()
  await expect(ben.timeline).toBeVisible()
  await left.getByRole('button', { name: 'Take out Ben' }).click()
  await expect(ben.timeline).toHaveCount(0, AT_ONCE)
  await expect(ben.toasts.filter({ hasText: 'You are no longer in Sales' })).toBeVisible(AT_ONCE)
  await expect(ben.inboxes.getByRole('link', { name: /Sales/ })).toHaveCount(0)
  await expect(ben.list.getByRole('option').first()).toBeVisible()
})

test('AD-3: whoever becomes an admin has an admin’s settings at once, and loses them as fast', async ({
  member,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const members = await settings(ada.page, 'Members')
  const sections = await settings(ben.page, 'Members')
  const audit = sections.getByRole('link', { name: 'Audit log' })
  await expect(audit).toHaveCount(0)
  await members.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Admin' })
  await expect(audit).toBeVisible(AT_ONCE)
  await audit.click()
  await expect(sections.getByRole('list', { name: 'Audit log' })).toContainText('changed the role of Ben')
  await members.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Member' })
  await expect(audit).toHaveCount(0, AT_ONCE)
})

test('a list shows what changed of one of its rows, on every screen that has it open', async ({ member }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const members = await settings(ada.page, 'Members')
  const seen = (await settings(ben.page, 'Members')).getByRole('list', { name: 'Members' })
  await expect(seen.getByRole('listitem').filter({ hasText: 'Cleo' })).toContainText('Member')
  await members.getByRole('combobox', { name: 'Role of Cleo' }).selectOption({ label: 'Admin' })
  await expect(seen.getByRole('listitem').filter({ hasText: 'Cleo' })).toContainText('Admin', AT_ONCE)
  await members.getByRole('combobox', { name: 'Role of Cleo' }).selectOption({ label: 'Member' })
  await expect(seen.getByRole('listitem').filter({ hasText: 'Cleo' })).toContainText('Member', AT_ONCE)
})

test('AD-3: a removed member is out within a second, on every screen', async ({ member }) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  await cleo.list.getByRole('option').first().click()
  const members = await settings(ada.page, 'Members')
  await members.getByRole('button', { name: 'Remove Cleo' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Remove Cleo' })
  const remove = dialog.getByRole('button', { name: 'Remove from the workspace' })
  await expect(remove).toBeDisabled()
  await dialog.getByRole('textbox', { name: /Type “Cleo”/ }).fill('Cleo')
  await remove.click()
  await expect(cleo.timeline).toHaveCount(0, AT_ONCE)
  await expect(cleo.inboxes).toHaveCount(0)
  await cleo.page.reload()
  await expect(cleo.page.getByRole('main')).toBeVisible()
  await expect(cleo.inboxes).toHaveCount(0)
  await expect(members.getByRole('list', { name: 'Members' })).not.toContainText('Cleo')
})

async function settings(page: Page, section: string) {
  await page.goto('/settings')
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: section }).click()
  return page.getByRole('main')
}

import type { Locator, Page } from '@playwright/test'
import { check } from './axe.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'settings', expected: /401|403|413|422|4401/ })

const AT_ONCE = { timeout: 1_000 }

test('a key is made for one thing in one inbox, does that and nothing else, and is revoked', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  await ada.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await settings(ada.page, 'API keys')
  // One is there since the demo was made.
  await expect(page.getByRole('list', { name: 'API keys' })).toContainText('Demo')
  await page.getByRole('button', { name: 'New API key' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'New API key' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Shop')
  await dialog.getByRole('radio', { name: 'Only this:' }).check()
  await expect(dialog.getByRole('button', { name: 'Create the key' })).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'See phone numbers' }).check()
  await dialog.getByRole('radio', { name: 'Only in these inboxes:' }).check()
  await dialog.getByRole('checkbox', { name: 'Support' }).check()
  await dialog.getByRole('combobox', { name: 'Expires' }).selectOption({ label: 'In 30 days' })
  await check(ada.page)
  await dialog.getByRole('button', { name: 'Create the key' }).click()
  const shown = dialog.getByRole('textbox', { name: 'API key' })
  const key = await shown.inputValue()
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  await check(ada.page)
  await dialog.getByRole('button', { name: 'I have stored it' }).click()

  const row = page.getByRole('listitem').filter({ hasText: 'Shop' })
  await expect(row).toContainText('See phone numbers · only in Support')
  await expect(row).toContainText('never used')
  const ask = (path: string) => fetch(stage.app.url + path, { headers: { authorization: key } })
  const numbers = await ask('/v1/phone-numbers')
  expect(numbers.status).toBe(200)
  expect((await numbers.json()).data.map(({ name }: { name: string }) => name)).toEqual(['Support'])
  const refused = await ask('/v1/conversations?maxResults=1')
  expect(refused.status).toBe(403)
  expect((await refused.json()).message).toContain('conversations:read')
  // Known without loading again.
  await expect(row).toContainText('last used')

  await row.getByRole('button', { name: 'Revoke Shop' }).click()
  const sure = ada.page.getByRole('dialog', { name: 'Revoke Shop' })
  await expect(sure).toContainText('cannot be given back')
  await sure.getByRole('button', { name: 'Revoke for good' }).click()
  await expect(sure).toHaveCount(0)
  await expect(row).toHaveCount(0)
  expect((await ask('/v1/phone-numbers')).status).toBe(401)
  await settings(ada.page, 'Audit log')
  const log = ada.page.getByRole('list', { name: 'Audit log' })
  await expect(log).toContainText('revoked the API key Shop')
  await expect(log).toContainText('made the API key Shop')
  await expect(log).not.toContainText(key)
})

test('a new name and picture are on a colleague’s screen at once; what is no picture is not', async ({
  member,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const mine = await settings(ben.page, 'Profile')
  const theirs = await settings(ada.page, 'Members')
  const row = theirs.getByRole('listitem').filter({ hasText: '@' }).filter({ hasText: /Ben/ })
  await expect(row.locator('img')).toHaveCount(0)
  const file = mine.getByLabel('Picture').and(mine.locator('input'))
  await file.setInputFiles({ name: 'me.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await expect(mine.getByText('This file is no picture that can be shown')).toBeVisible()
  const large = Buffer.alloc(10_000_001)
  await file.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: large })
  await expect(mine.getByText('This file is larger than 10 MB')).toBeVisible()
  await expect(row.locator('img')).toHaveCount(0)

  await file.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: await portrait() })
  await expect(row.locator('img')).toHaveJSProperty('naturalWidth', 256)
  await mine.getByRole('textbox', { name: 'Name' }).fill('Benedict')
  await mine.getByRole('button', { name: 'Save' }).click()
  await expect(theirs.getByRole('list', { name: 'Members' })).toContainText('Benedict', AT_ONCE)
  await check(ben.page)

  await mine.getByRole('button', { name: 'Remove the picture' }).click()
  await expect(row.locator('img')).toHaveCount(0, AT_ONCE)
  await mine.getByRole('textbox', { name: 'Name' }).fill('Ben')
  await mine.getByRole('button', { name: 'Save' }).click()
  await expect(theirs.getByRole('list', { name: 'Members' })).not.toContainText('Benedict')
})

test('the workspace’s name is on every screen at once', async ({ member }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const page = await settings(ada.page, 'General')
  await page.getByRole('textbox', { name: 'Name' }).fill('Fogline Bikes')
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Europe/Madrid')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(ben.page.getByRole('button', { name: /Fogline Bikes/ })).toBeVisible(AT_ONCE)
  await check(ada.page)
  await settings(ben.page, 'Profile')
  await expect(ben.page.getByRole('link', { name: 'General' })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Name' }).fill('Fogline Cycles')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(ben.page.getByRole('button', { name: /Fogline Cycles/ })).toBeVisible()
})

test('AD-2: of two who set up an inbox at once each saves what they changed, and sees what the other did', {
  tag: '@phone',
}, async ({ member }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const people = await settings(ada.page, 'Members')
  await people.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Admin' })
  const [hers, his] = [await general(ada.page), await general(ben.page)]
  const name = (form: Locator) => form.getByRole('textbox', { name: 'Name' })
  const moving = (form: Locator) => form.getByRole('checkbox', { name: 'Allow moving' })
  await name(hers).fill('Repairs')
  const allowed = await moving(his).isChecked()
  await moving(his).setChecked(!allowed)
  await save(ben.page, his)
  // What she did not touch follows, what she typed stays.
  await expect(moving(hers)).toBeChecked({ checked: !allowed })
  await expect(name(hers)).toHaveValue('Repairs')
  await save(ada.page, hers)
  await expect(name(his)).toHaveValue('Repairs')
  await expect(moving(his)).toBeChecked({ checked: !allowed })

  await name(hers).fill('Workshop')
  await name(his).fill('Care')
  await save(ben.page, his)
  const meanwhile = hers.getByRole('status')
  await expect(meanwhile).toContainText('Meanwhile somebody else has changed: Name.')
  await expect(name(hers)).toHaveValue('Workshop')
  await check(ada.page)
  await meanwhile.getByRole('button', { name: 'Take theirs' }).click()
  await expect(name(hers)).toHaveValue('Care')
  await expect(meanwhile).toBeEmpty()

  // Without the server nothing is saved; it is said when it has answered.
  await ada.page.context().setOffline(true)
  await name(hers).fill('Support')
  await hers.getByRole('button', { name: 'Save' }).click()
  await expect(hers.getByRole('button', { name: 'Save' })).toBeDisabled()
  await expect(ada.page.getByRole('status').filter({ hasText: 'Saved' })).toHaveCount(0)
  await ada.page.context().setOffline(false)
  await expect(ada.page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await expect(name(his)).toHaveValue('Support')

  // What the server refuses is said where it was typed, and stays there.
  await name(his).evaluate((input) => input.removeAttribute('maxlength'))
  await name(his).fill('Support '.repeat(9))
  await his.getByRole('button', { name: 'Save' }).click()
  await expect(his.getByRole('alert')).not.toBeEmpty()
  await expect(name(his)).toHaveValue('Support '.repeat(9).trim())
  await check(ben.page)
  await name(his).fill('Support')
  await moving(his).setChecked(allowed)
  await save(ben.page, his)
  await expect(his.getByRole('alert')).toHaveCount(0)
  const again = await settings(ada.page, 'Members')
  await again.getByRole('combobox', { name: 'Role of Ben' }).selectOption({ label: 'Member' })
  await expect(his).toHaveCount(0)
})

async function general(page: Page): Promise<Locator> {
  const all = await settings(page, 'Inboxes')
  await all.getByRole('link', { name: /Support/ }).click()
  return page.getByRole('region', { name: 'General' })
}

async function save(page: Page, form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('status').filter({ hasText: 'Saved' }).first().waitFor()
}

test('a number is connected, receives, is given to another inbox and let go', async ({
  member,
  stranger,
}) => {
  const ada = await member('Ada')
  await ada.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await settings(ada.page, 'Numbers')
  await page.getByRole('button', { name: 'Connect a number' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Connect a number' })
  await dialog.getByRole('combobox', { name: 'Provider' }).selectOption({ label: 'Sandbox' })
  await dialog.getByRole('combobox', { name: 'Inbox' }).selectOption({ label: '🚲 Sales' })
  await dialog.getByRole('textbox', { name: 'Number' }).fill('555')
  await dialog.getByRole('button', { name: 'Connect a number' }).click()
  await expect(dialog.getByText('This is not a number that this provider can serve')).toBeVisible()
  await check(ada.page)
  await dialog.getByRole('textbox', { name: 'Number' }).fill('+1 415 555 0103')
  await dialog.getByRole('button', { name: 'Connect a number' }).click()

  await expect(page.getByText('Connected: the provider answers.')).toBeVisible()
  await expect(page.getByText('No report from the provider yet.')).toBeVisible()
  const address = page.getByRole('textbox', { name: 'Address for incoming messages' })
  await expect(address).toHaveValue(/\/webhooks\/sandbox\/WS.+\/PN/)
  await page.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  await check(ada.page)
  await page.getByRole('combobox', { name: 'Inbox' }).selectOption({ label: '🔧 Support' })
  await expect(page.getByRole('combobox', { name: 'Inbox' })).toHaveValue(/./)

  await page.getByRole('button', { name: 'Disconnect…' }).click()
  const sure = ada.page.getByRole('dialog', { name: /^Disconnect/ })
  await expect(sure).toContainText('Conversations and recordings stay')
  const act = sure.getByRole('button', { name: 'Disconnect the number' })
  await expect(act).toBeDisabled()
  await sure.getByRole('textbox').fill('(415) 555-0103')
  await check(ada.page)
  await act.click()
  await expect(page.getByText('Nothing is sent or received on this number any more.')).toBeVisible()
  await settings(ada.page, 'Numbers')
  const row = ada.page.getByRole('list', { name: 'Numbers' }).getByRole('listitem').last()
  await expect(row).toContainText('(415) 555-0103')
  await expect(row).toContainText('Disconnected')
  await check(ada.page)
  const phones = await stranger()
  await phones.goto('/sandbox')
  await expect(phones.getByRole('region', { name: /^Handset/ }).first()).toBeVisible()
  await expect(phones.getByText('(415) 555-0103')).toHaveCount(0)
})

test('AD-3: an administrator signs somebody out of all their browsers', async ({ member }) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  const members = await settings(ada.page, 'Members')
  await members.getByRole('button', { name: 'Sign out Cleo' }).click()
  const sure = ada.page.getByRole('dialog', { name: 'Sign out Cleo' })
  await sure.waitFor()
  await check(ada.page)
  await sure.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(ada.toasts.filter({ hasText: /Cleo was signed out of \d+ browser/ })).toBeVisible()
  await expect(cleo.inboxes).toHaveCount(0)
  await expect(cleo.page.getByRole('button', { name: /^Sign in/ })).toBeVisible()
})

const LOOKS = [
  { colorScheme: 'light', language: 'es' },
  { colorScheme: 'dark', language: 'fr' },
] as const
const PAGES = ['profile', 'workspace', 'members', 'lines', 'api-keys']

for (const { colorScheme, language } of LOOKS)
  test(`the settings are within everybody’s reach, ${colorScheme} and in ${language}`, {
    tag: '@phone',
  }, async ({ stranger, stage }) => {
    const page = await stranger({ colorScheme, locale: language })
    await page.context().addCookies(stage.cookies.Ada ?? [])
    for (const name of PAGES) {
      await page.goto(`/settings/${name}`)
      await expect(page.getByRole('heading', { level: 1 }).last()).toBeVisible()
      await expect(page.getByRole('main').getByRole('button').last()).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute('lang', new RegExp(`^${language}`))
      await check(page)
    }
  })

test('AD-3: whoever was removed is offered nowhere', async ({ member }) => {
  const ada = await member('Ada')
  const members = await settings(ada.page, 'Members')
  await members.getByRole('button', { name: 'Remove Cleo' }).click()
  const dialog = ada.page.getByRole('dialog', { name: 'Remove Cleo' })
  await dialog.getByRole('textbox', { name: /Type “Cleo”/ }).fill('Cleo')
  await dialog.getByRole('button', { name: 'Remove from the workspace' }).click()
  await expect(members.getByRole('list', { name: 'Members' })).not.toContainText('Cleo')

  await settings(ada.page, 'Inboxes')
  await ada.page
    .getByRole('main')
    .getByRole('link', { name: /Support/ })
    .click()
  await expect(ada.page.getByRole('list', { name: 'Members' })).toBeVisible()
  await expect(ada.page.getByRole('option', { name: 'Cleo' })).toHaveCount(0)

  await ada.page.goto('/team')
  await ada.page.getByRole('button', { name: 'New chat' }).first().click()
  const people = ada.page.getByRole('group', { name: 'Members' })
  await expect(people).toContainText('Ben')
  await expect(people).not.toContainText('Cleo')
  await ada.page.keyboard.press('Escape')

  await ada.page.goto('/inbox')
  await ada.list.getByRole('option').first().click()
  await ada.timeline.waitFor()
  await ada.button('Assign').first().click()
  const menu = ada.page.getByRole('dialog', { name: 'Command menu' })
  await expect(menu.getByRole('option', { name: /Ada/ }).first()).toBeVisible()
  await expect(menu.getByRole('option', { name: /Cleo/ })).toHaveCount(0)
  await ada.page.keyboard.press('Escape')

  await ada.page.getByRole('button', { name: 'Comment', exact: true }).click()
  await ada.page.getByRole('textbox', { name: 'Comment' }).fill('@')
  const whom = ada.page.getByRole('listbox', { name: 'Who to mention' })
  await expect(whom.getByRole('option').first()).toBeVisible()
  await expect(whom).not.toContainText('Cleo')

  await ada.page.goto('/calls')
  await ada.page.getByRole('button', { name: /^Filter/ }).click()
  await expect(ada.page.getByRole('option', { name: 'Ben', exact: true }).first()).toBeAttached()
  await expect(ada.page.getByRole('option', { name: 'Cleo', exact: true })).toHaveCount(0)
})

async function settings(page: Page, section: string) {
  await page.goto('/settings')
  await page
    .getByRole('navigation', { name: 'Settings' })
    .getByRole('link', { name: section, exact: true })
    .click()
  return page.getByRole('main')
}

async function portrait(): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#0f766e' } })
    .png()
    .toBuffer()
}

import { expect, test } from './story.ts'

// What the browser itself says of a wrong password.
test.use({ expected: /status of 401/ })

test('a first visitor makes a workspace, leaves, and comes back', { tag: '@phone' }, async ({
  empty,
  stranger,
}) => {
  const page = await stranger({ baseURL: empty.url })
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Create your workspace' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Explore the demo' })).toBeVisible()

  await page.getByLabel('Workspace name').fill('Harbor Dental')
  await page.getByLabel('Your name').fill('Nora Quist')
  await page.getByLabel('Email').fill('nora at harbor')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByText('This is not an email address.')).toBeVisible()
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible()

  await page.getByLabel('Email').fill('nora@harbor.example')
  await page.getByLabel('Password').fill('a long enough secret')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('navigation', { name: 'Inboxes' }).getByRole('link')).toHaveAccessibleName(
    /, 0 unread$/,
  )
  await expect(page.getByText('Nothing is waiting')).toBeVisible()

  const door = page.getByRole('heading', { name: 'Sign in' })
  // Nobody can leave before the server has answered what their page has said at first.
  await expect(async () => {
    if (!(await door.isVisible())) {
      await page.getByRole('button', { name: /account/i }).click({ timeout: 3_000 })
      await page.getByRole('menuitem', { name: 'Sign out' }).click({ timeout: 3_000 })
    }
    await expect(door).toBeVisible({ timeout: 3_000 })
  }).toPass()
  await expect(page.getByRole('navigation', { name: 'Inboxes' })).toHaveCount(0)

  await page.getByLabel('Email').fill('nora@harbor.example')
  await page.getByLabel('Password').fill('not the secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('The email or the password is not right.')
  await page.getByLabel('Password').fill('a long enough secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('navigation', { name: 'Inboxes' })).toBeVisible()
})

test('a visitor looks around in the demo', async ({ empty, stranger }) => {
  const page = await stranger({ baseURL: empty.url })
  await page.goto('/')
  await page.getByRole('button', { name: 'Explore the demo' }).click()
  await expect(page.getByRole('option', { name: /^Dora Mills/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Support, \d+ unread$/ })).toBeVisible()
})

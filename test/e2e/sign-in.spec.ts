import type { Page } from '@playwright/test'
import { codeOf } from '../account.ts'
import type { App } from './app.ts'
import { expect, test } from './story.ts'

// What the browser itself says of a refusal.
test.use({ expected: /status of (401|403|404|400)/ })

const SECRET = 'a long enough secret'

async function found(page: Page, app: App): Promise<void> {
  await page.goto(app.url)
  await page.getByLabel('Workspace name').fill('Harbor Dental')
  await page.getByLabel('Your name').fill('Nora Quist')
  await page.getByLabel('Email').fill('nora@harbor.example')
  await page.getByLabel('Password').fill(SECRET)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await inside(page)
}

async function inside(page: Page): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Inboxes' })).toBeVisible()
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/inbox')
  await page.getByRole('button', { name: /account/i }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}

async function signIn(page: Page, email = 'nora@harbor.example', password = SECRET): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function confirm(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await dialog.getByLabel('Password').fill(SECRET)
  await dialog.getByRole('button', { name: 'Continue' }).click()
}

/** A finger on a reader that this page's browser has. */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('an owner adds a passkey and comes in without a password', async ({ empty, stranger }) => {
  const url = empty.url.replace('127.0.0.1', 'localhost')
  const page = await stranger({ baseURL: url })
  await withAuthenticator(page)
  await found(page, { ...empty, url })
  await page
    .getByRole('region', { name: 'Protect your account' })
    .getByRole('button', { name: 'Set up' })
    .click()
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await confirm(page)
  await expect(page.getByRole('button', { name: /Remove the passkey Chrome on Linux/ })).toBeVisible()
  await signOut(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await inside(page)
  await page.goto('/settings/security')
  await expect(page.getByText('Passkey · last used')).toBeVisible()
})

test('an owner sets up an app, comes in with its code, and with a recovery code once', async ({
  empty,
  stranger,
}) => {
  const page = await stranger({ baseURL: empty.url })
  await found(page, empty)
  await page.goto('/settings/security')
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await confirm(page)
  const dialog = page.getByRole('dialog', { name: 'Authenticator app' })
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible()
  await dialog.getByText('Enter the key by hand').click()
  const key = (await dialog.locator('code').textContent())?.replaceAll(' ', '') ?? ''
  const uri = `otpauth://totp/x?secret=${key}`
  await dialog.getByLabel(/^Code/).fill('000000')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The code is not right.')
  await dialog.getByLabel(/^Code/).fill(codeOf(uri))
  await dialog.getByRole('button', { name: 'Continue' }).click()
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const recovery = (await codes.first().textContent()) ?? ''
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible()

  await signOut(page)
  await signIn(page)
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
  // Each code opens once: the next one, which is good already.
  await page.getByLabel(/^Code/).fill(codeOf(uri, Date.now() + 30_000))
  await page.getByRole('button', { name: 'Continue' }).click()
  await inside(page)

  await signOut(page)
  await signIn(page)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(recovery)
  await page.getByRole('button', { name: 'Continue' }).click()
  await inside(page)
  await page.goto('/settings/security')
  await expect(page.getByText('9 recovery codes are left.')).toBeVisible()
})

test('a newcomer comes in by a link, forgets the password, and is helped by the owner', async ({
  empty,
  stranger,
}) => {
  const nora = await stranger({ baseURL: empty.url, permissions: ['clipboard-read', 'clipboard-write'] })
  await found(nora, empty)
  await nora.goto('/settings/invitations')
  await nora.getByRole('button', { name: 'Invite', exact: true }).click()
  await nora.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
  await nora.getByRole('button', { name: 'Copy the link for By link' }).click()
  await expect(nora.getByText('Link copied')).toBeVisible()
  const link = await nora.evaluate(() => navigator.clipboard.readText())

  const otis = await stranger({ baseURL: empty.url })
  await otis.goto(link)
  await expect(otis.getByRole('heading', { name: 'Join Harbor Dental' })).toBeVisible()
  await otis.getByLabel('Your name').fill('Otis Lund')
  await otis.getByLabel('Email').fill('otis@harbor.example')
  await otis.getByLabel('Password').fill('short')
  await otis.getByRole('button', { name: 'Join the team' }).click()
  await expect(otis.getByText('Use at least 10 characters.')).toBeVisible()
  await otis.getByLabel('Password').fill('otis has a secret')
  await otis.getByRole('button', { name: 'Join the team' }).click()
  await inside(otis)
  await expect(nora.getByRole('button', { name: 'Copy the link for By link' })).toHaveCount(0)
  const late = await stranger({ baseURL: empty.url })
  await late.goto(link)
  await expect(late.getByText('It was used already.')).toBeVisible()

  await signOut(otis)
  await otis.getByRole('link', { name: 'Forgot your password?' }).click()
  await otis.getByLabel('Email').fill('otis@harbor.example')
  await otis.getByRole('button', { name: 'Send the link' }).click()
  await expect(otis.getByRole('heading', { name: 'Look into your letters' })).toBeVisible()
  await nora.getByRole('button', { name: 'Copy the link for Otis Lund' }).click()
  const copied = () => nora.evaluate(() => navigator.clipboard.readText())
  await expect.poll(copied).not.toBe(link)
  await otis.goto(await copied())
  await otis.getByLabel('New password').fill('another secret of his')
  await otis.getByRole('button', { name: 'Save the password' }).click()
  await otis.getByRole('link', { name: 'To sign-in' }).click()
  await signIn(otis, 'otis@harbor.example', 'another secret of his')
  await inside(otis)
})

test('an owner asks for a second factor: whoever has none sets one up before coming in', async ({
  empty,
  stranger,
}) => {
  const page = await stranger({ baseURL: empty.url })
  await found(page, empty)
  await page.goto('/settings/sign-in')
  await page.getByLabel('Asked of everybody').click()
  await expect(page.getByRole('heading', { name: 'Your workspace asks for more' })).toBeVisible()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await confirm(page)
  await page.getByText('Enter the key by hand').click()
  const key = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? ''
  await page.getByLabel(/^Code/).fill(codeOf(`otpauth://totp/x?secret=${key}`))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await inside(page)
})

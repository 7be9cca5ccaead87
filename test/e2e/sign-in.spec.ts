import type { Page } from '@playwright/test'
import { codeOf } from '../account.ts'
import { check } from './axe.ts'
import { confirm, enterCode, found, inside, outside, setUpApp, signIn, signOut } from './newcomer.ts'
import { expect, test } from './story.ts'

// What the browser itself says of a refusal.
test.use({ expected: /status of (401|403|404|400)/ })

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

test('an owner adds a passkey and comes in without a password', { tag: '@phone' }, async ({
  empty,
  stranger,
}) => {
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
  await expect(page.getByRole('button', { name: /Remove the passkey Chrome on/ })).toBeVisible()
  await check(page)
  await signOut(page)
  await check(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await inside(page)
  await page.goto('/settings/security')
  await expect(page.getByText('Passkey · last used')).toBeVisible()

  // Whoever has no passkey that is known here is told so, and stays outside.
  await page.getByRole('button', { name: /Remove the passkey/ }).click()
  await confirm(page)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /Remove the passkey/ })).toHaveCount(0)
  await signOut(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByRole('alert')).toHaveText('This passkey does not belong to an account here.')
  await outside(page)
})

test('an owner sets up an app, comes in with its code, and with a recovery code once', {
  tag: '@phone',
}, async ({ empty, stranger }) => {
  const page = await stranger({ baseURL: empty.url })
  await found(page, empty)
  await page.goto('/settings/security')
  const { uri, recovery } = await setUpApp(page)
  await check(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible()

  await signOut(page)
  await signIn(page)
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
  await check(page)
  // Each code opens once: the next one, which is good already.
  await enterCode(page, codeOf(uri, Date.now() + 30_000))
  await inside(page)

  for (const written of [recovery[0], recovery[1]?.toUpperCase().replaceAll('-', ' ')]) {
    await signOut(page)
    await signIn(page)
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(written ?? '')
    await page.getByRole('button', { name: 'Continue' }).click()
    await inside(page)
  }
  await page.goto('/settings/security')
  await expect(page.getByText('8 recovery codes are left.')).toBeVisible()
})

test('a wrong, a late, an early and a used code open nothing, nor does a used recovery code; the right one still does', async ({
  empty,
  stranger,
}) => {
  const page = await stranger({ baseURL: empty.url })
  await found(page, empty)
  await page.goto('/settings/security')
  const { uri, recovery } = await setUpApp(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible()
  await signOut(page)
  await signIn(page)
  const hour = 3_600_000
  for (const code of [codeOf(uri, Date.now() - hour), codeOf(uri, Date.now() + hour)]) {
    await enterCode(page, code)
    await expect(page.getByRole('alert')).toHaveText('The code is not right. Is your phone’s clock right?')
  }
  await check(page)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(recovery[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await inside(page)

  await signOut(page)
  await signIn(page)
  const used = codeOf(uri, Date.now() + 30_000)
  await enterCode(page, used)
  await inside(page)
  await signOut(page)
  await signIn(page)
  for (let i = 0; i < 2; i++) {
    await enterCode(page, used)
    await expect(page.getByRole('alert')).toHaveText('This code was used already. Wait for the next one.')
  }
  // Halfway is outside.
  await page.goto('/inbox')
  await outside(page)
  await signIn(page)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(recovery[0] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toHaveText('This recovery code is not right, or was used already.')
  await page.getByLabel('Recovery code').fill(recovery[1] ?? '')
  await page.getByRole('button', { name: 'Continue' }).click()
  await inside(page)
  await page.goto('/settings/security')
  await expect(page.getByText('8 recovery codes are left.')).toBeVisible()
})

test('a newcomer comes in by a link, forgets the password, and is helped by the owner', {
  tag: '@phone',
}, async ({ empty, stranger }) => {
  const nora = await stranger({ baseURL: empty.url, permissions: ['clipboard-read', 'clipboard-write'] })
  await found(nora, empty)
  await nora.goto('/settings/invitations')
  await nora.getByRole('button', { name: 'Invite', exact: true }).click()
  await nora.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
  const first = await copied(nora, 'Copy the link for By link')
  await nora.getByRole('button', { name: 'Renew the invitation for By link' }).click()
  await expect(nora.getByText(/the old link no longer works/)).toBeVisible()
  const link = await copied(nora, 'Copy the link for By link')

  const otis = await stranger({ baseURL: empty.url })
  await otis.goto(first)
  await expect(otis.getByText(/another link was made since/)).toBeVisible()
  await check(otis)
  await otis.goto('about:blank')
  await otis.goto(link)
  await expect(otis.getByRole('heading', { name: 'Join Harbor Dental' })).toBeVisible()
  await check(otis)
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
  const reset = await copied(nora, 'Copy the link for Otis Lund')
  await otis.goto(reset)
  await expect(otis.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()
  await check(otis)
  await otis.getByLabel('New password').fill('liverpool1')
  await otis.getByRole('button', { name: 'Save the password' }).click()
  await expect(otis.getByText(/one of those that are guessed first/)).toBeVisible()
  await otis.getByLabel('New password').fill('another secret of his')
  await otis.getByRole('button', { name: 'Save the password' }).click()
  await otis.getByRole('link', { name: 'To sign-in' }).click()
  await signIn(otis, 'otis@harbor.example', 'another secret of his')
  await inside(otis)
  await late.goto(reset)
  await late.getByLabel('New password').fill('a secret of somebody else')
  await late.getByRole('button', { name: 'Save the password' }).click()
  await expect(late.getByText('This link was used already, or is too old.')).toBeVisible()
})

test('an owner asks for a second factor: whoever has none sets one up before coming in', {
  tag: '@phone',
}, async ({ empty, stranger }) => {
  const page = await stranger({ baseURL: empty.url })
  await found(page, empty)
  await page.goto('/settings/sign-in')
  await page.getByLabel('Asked of owners and admins').click()
  await expect(page.getByRole('heading', { name: 'Your workspace asks for more' })).toBeVisible()
  await check(page)
  // Signing in anew leads to the same step, and no further.
  await page.getByRole('button', { name: 'Use another account' }).click()
  await signIn(page)
  await expect(page.getByRole('heading', { name: 'Your workspace asks for more' })).toBeVisible()
  await setUpApp(page)
  await check(page)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await inside(page)
})

async function copied(page: Page, button: string): Promise<string> {
  // All pages of a browser share it.
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.getByRole('button', { name: button }).click()
  const text = () => page.evaluate(() => navigator.clipboard.readText())
  await expect.poll(text).not.toBe('')
  return text()
}

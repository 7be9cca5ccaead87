import type { Page } from '@playwright/test'
import { codeOf } from '../account.ts'
import { expect } from './story.ts'

export const SECRET = 'a long enough secret'

/** Nora makes the first workspace of a server that has none. */
export async function found(page: Page, { url }: { url: string }): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Workspace name').fill('Harbor Dental')
  await page.getByLabel('Your name').fill('Nora Quist')
  await page.getByLabel('Email').fill('nora@harbor.example')
  await page.getByLabel('Password').fill(SECRET)
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await inside(page)
}

export async function inside(page: Page): Promise<void> {
  await expect(page.getByRole('navigation', { name: 'Inboxes' })).toBeVisible()
}

/** At the door, and not a step further. */
export async function outside(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}

export async function signOut(page: Page): Promise<void> {
  await page.goto('/inbox')
  await page.getByRole('button', { name: /account/i }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await outside(page)
}

export async function signIn(page: Page, email = 'nora@harbor.example', password = SECRET): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export async function confirm(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await dialog.getByLabel('Password').fill(SECRET)
  await dialog.getByRole('button', { name: 'Continue' }).click()
}

/** Takes what the QR code says to an app, shows its first code, and keeps the recovery codes. */
export async function setUpApp(page: Page): Promise<{ uri: string; recovery: string[] }> {
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await confirm(page)
  await page.getByText('Enter the key by hand').click()
  const key = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? ''
  const uri = `otpauth://totp/x?secret=${key}`
  await enterCode(page, codeOf(uri))
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  return { uri, recovery: await codes.allTextContents() }
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(/^Code/).fill(code)
  await page.getByRole('button', { name: 'Continue' }).click()
}

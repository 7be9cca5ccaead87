import type { Page } from '@playwright/test'
import { CLIENT, type Issuer, startIssuer } from '../issuer.ts'
import { check } from './axe.ts'
import { found, inside, outside, signIn } from './newcomer.ts'
import { expect, test } from './story.ts'

// What the browser itself says of a refusal, and of a server that is away for a moment.
test.use({ expected: /status of (401|403|404|422)|ERR_CONNECTION|WebSocket/ })

let issuer: Issuer | undefined

test.afterEach(() => issuer?.close())

test('single sign-on: a company’s own directory lets in whom it knows, and who is turned away is told why', {
  tag: '@phone',
}, async ({ empty, stranger }) => {
  const nora = await stranger({ baseURL: empty.url })
  await found(nora, empty)
  await nora.goto('/settings/sign-in')
  const redirect = (await nora.locator('code').textContent()) ?? ''
  const company = await startIssuer(redirect)
  issuer = company
  // On this machine its address has no TLS: the operator allows it.
  await empty.kill()
  await empty.start({ SSO_TRUSTED_ORIGINS: company.url })
  await nora.goto('/settings/sign-in')
  const panel = nora.getByRole('region', { name: 'Single sign-on' })
  await panel.getByLabel('What it is called').fill('Harbor ID')
  await panel.getByLabel('Issuer').fill('http://example.com')
  await panel.getByLabel('Client ID').fill(CLIENT.clientId)
  await panel.getByLabel('Client secret').fill(CLIENT.clientSecret)
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByLabel('Issuer')).toHaveAttribute('aria-invalid', 'true')
  await panel.getByLabel('Issuer').fill(company.url)
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(nora.getByText('Single sign-on is set up')).toBeVisible()
  await check(nora)

  // Somebody whom the directory knows, and nobody has asked in.
  const ida = await stranger({ baseURL: empty.url })
  await turnedAway(ida, company, { sub: 'i1', email: 'ida@harbor.example', name: 'Ida Moe' }, /not a member/)
  const other = await stranger({ baseURL: empty.url })
  await turnedAway(other, company, undefined, /You have turned away/)
  await nora.goto('/settings/audit')
  await expect(nora.getByText('was turned away by single sign-on').first()).toBeVisible()

  await nora.goto('/settings/sign-in')
  await panel.getByLabel(/^Newcomers become members/).check()
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(nora.getByText('Single sign-on is set up')).toBeVisible()
  await expect(panel.getByLabel(/^Newcomers become members/)).toBeChecked()
  company.person = { sub: 'i1', email: 'ida@harbor.example', name: 'Ida Moe' }
  await ida.goto('/')
  await ida.getByRole('button', { name: 'Continue with Harbor ID' }).click()
  await expect(ida.getByRole('button', { name: /account/i })).toBeVisible()
  await ida.goto('/settings/security')
  await expect(ida.getByText('Company sign-in · last used')).toBeVisible()

  // The owner’s own way in is still there.
  const again = await stranger({ baseURL: empty.url })
  await again.goto('/')
  await signIn(again)
  await inside(again)
})

async function turnedAway(page: Page, company: Issuer, person: Issuer['person'], why: RegExp): Promise<void> {
  company.person = person
  await page.goto('/')
  await page.getByRole('button', { name: 'Continue with Harbor ID' }).click()
  await expect(page.getByRole('heading', { name: 'You could not be signed in' })).toBeVisible()
  await expect(page.getByText(why)).toBeVisible()
  await check(page)
  await page.getByRole('link', { name: 'To sign-in' }).click()
  await outside(page)
}

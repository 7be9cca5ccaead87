import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { type Customer, newCustomer } from './customers.ts'
import { expect, test } from './story.ts'

test.use({ serviceWorkers: 'allow' })

test('it installs as an app, in the language of whoever installs it', { tag: ['@phone', '@system'] }, async ({
  member,
  stage,
}) => {
  const { page } = await member('Ada', { locale: 'en-US' })
  const client = await page.context().newCDPSession(page)
  const { errors, url } = await client.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(url).toBe(`${stage.app.url}/app.en.webmanifest`)
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors')
  // A private window is the one thing that a test has and a person has not.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])

  const manifest = await (await fetch(url)).json()
  expect(manifest).toMatchObject({ id: '/inbox', start_url: '/inbox', scope: '/', display: 'standalone' })
  for (const { src, sizes } of manifest.icons) expect(await sizeOf(stage.app.url + src)).toBe(sizes)
  const starts = page.locator('link[rel="apple-touch-startup-image"]')
  expect(await starts.count()).toBeGreaterThan(20)
  const href = await starts.first().getAttribute('href')
  expect(await sizeOf(stage.app.url + href)).toBe('750x1334')

  await page.goto(`${manifest.shortcuts[0].url}`)
  await expect(page.getByRole('dialog', { name: 'New message' })).toBeVisible()
  await page.goto('/inbox')
  await page.evaluate(() => localStorage.setItem('centralita.language', '"es"'))
  await page.reload()
  await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', '/app.es.webmanifest')
  const spanish = await (await fetch(`${stage.app.url}/app.es.webmanifest`)).json()
  expect(spanish.shortcuts[0].name).toBe('Mensaje nuevo')
})

test('the menu installs it where the browser offers to', { tag: '@phone' }, async ({ member }) => {
  const { page } = await member('Ada')
  const menu = page.getByRole('button', { name: /account/i })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  await expect(page.getByRole('menuitem', { name: 'Install app' })).toHaveCount(0)
  await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: async () => (document.title = 'Installing'),
    })
    dispatchEvent(offer)
  })
  await page.getByRole('menuitem', { name: 'Install app' }).click()
  await expect(page).toHaveTitle('Installing')
})

test('NO-6: its icon says that something is unread, and its badge how much', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  await ada.page.addInitScript(() => {
    const setAppBadge = async (count: number) => void (document.documentElement.dataset.badge = `${count}`)
    Object.assign(navigator, { setAppBadge })
  })
  await ada.page.reload()
  await expect(ada.page.locator('link[rel="icon"]')).toHaveAttribute('href', '/icon-unread.svg')
  const badge = async () => Number(await ada.page.locator('html').getAttribute('data-badge'))
  await expect.poll(badge).toBeGreaterThan(0)
  const before = await badge()
  const customer = newCustomer(stage)
  await customer.texts('One more')
  await expect.poll(badge).toBe(before + 1)
  await ada.open(starting(customer))
  await expect.poll(badge).toBe(before)
})

test('a service worker keeps the app and nothing that anybody said', { tag: '@phone' }, async ({
  member,
}) => {
  const { page } = await member('Ada')
  await keptForOffline(page)
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const caching = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return caching.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(kept).toContain('/index.html')
  expect(kept.filter((path) => /^\/(api|v1|sync|media|blob)/.test(path))).toEqual([])
  const built = readFileSync(join(import.meta.dirname, '../../dist/web/index.html'), 'utf8')
  for (const [, script = ''] of built.matchAll(/src="([^"]+)"/g)) expect(kept).toContain(script)
})

test.describe('under a finger', { tag: '@phone-only @phone' }, () => {
  test('MO-1, ST-3, ST-4, ST-5: a row follows it, and only far enough, or fast enough, does anything', async ({
    member,
    stage,
  }) => {
    const ada = await member('Ada')
    const customer = newCustomer(stage)
    await customer.texts('Are you there?')
    const row = ada.row(starting(customer))
    await row.tap()
    await ada.button('Back').tap()
    await expect(row).not.toHaveAccessibleName(/unread/)

    await drag(ada.page, row, { x: 40 })
    await expect(row).not.toHaveAccessibleName(/unread/)
    expect(await leftOf(row)).toBe(0)
    await drag(ada.page, row, { x: 40, slowly: false })
    await expect(row).toHaveAccessibleName(/unread/)

    await drag(ada.page, row, { x: -120 })
    await expect.poll(() => leftOf(row)).toBe(-96)
    // Not the list of what is done, which is a button that is pressed or not.
    const done = ada.page.locator('button:not([aria-pressed])').filter({ hasText: /^Done$/ })
    expect((await done.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    // Somebody else writes: the row moves down, and what it has uncovered with it.
    const other = newCustomer(stage)
    await other.texts('Me too')
    await expect(ada.row(starting(other))).toBeVisible()
    await expect.poll(() => topOf(row)).toBe((await topOf(ada.row(starting(other)))) + 64)
    await expect.poll(() => topOf(done)).toBe(await topOf(row))
    // It springs a little beyond its place before it rests there.
    await row.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)))
    await done.tap()
    await expect(row).toHaveCount(0)
    await expect(ada.toasts).toContainText('Marked as done')
  })

  test('the edges of the screen stay the system’s', async ({ member, stage }) => {
    const ada = await member('Ada')
    const customer = newCustomer(stage)
    await customer.texts('At the edge')
    const row = ada.row(starting(customer))
    await expect(row).toHaveAccessibleName(/unread/)
    await drag(ada.page, row, { from: 10, x: 200 })
    await drag(ada.page, row, { from: 380, x: -200 })
    expect(await leftOf(row)).toBe(0)
  })

  test('pulling the list asks the server, and says what came of it', async ({ member }) => {
    const ada = await member('Ada')
    const first = ada.list.getByRole('option').first()
    await drag(ada.page, first, { y: 60 })
    await expect(ada.page.getByText('Up to date')).toHaveCount(0)
    // What feels the finger is loaded after the list.
    await expect(async () => {
      await drag(ada.page, first, { y: 220 })
      await expect(ada.page.getByText('Up to date')).toBeVisible({ timeout: 3_000 })
    }).toPass()
    await expect(ada.page.getByText('Up to date')).toHaveCount(0)
    await expect(first).toBeVisible()
  })

  test('going back closes what is open, one thing at a time', async ({ member }) => {
    const ada = await member('Ada')
    const list = ada.page.url()
    await ada.list.getByRole('option').first().tap()
    await expect(ada.composer).toBeVisible()
    await ada.page.goBack()
    await expect(ada.list).toBeVisible()
    expect(ada.page.url()).toBe(list)

    await ada.button('New message').tap()
    const dialog = ada.page.getByRole('dialog', { name: 'New message' })
    await expect(dialog).toBeVisible()
    await ada.page.waitForFunction(() => history.state === 'over the page')
    await ada.page.goBack()
    await expect(dialog).toHaveCount(0)
    expect(ada.page.url()).toBe(list)
    await expect(ada.list).toBeVisible()
  })

  test('MO-3: a new message takes a name, a number that nobody knows, and whatever was copied', async ({
    member,
  }) => {
    const ada = await member('Ada')
    await ada.button('New message').tap()
    const dialog = ada.page.getByRole('dialog', { name: 'New message' })
    const to = dialog.getByLabel('To')
    await to.pressSequentially('dora')
    await dialog.getByRole('button', { name: /Dora Mills/ }).tap()
    await expect(to).toHaveValue('(415) 555-0177')

    await to.fill('')
    await to.pressSequentially('4155550158')
    await expect(dialog.getByRole('button', { name: 'Unknown number (415) 555-0158' })).toBeVisible()

    await to.fill('')
    await to.evaluate((field) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text', 'Call Erin on (415) 555-0159 before noon')
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await expect(to).toHaveValue('+1 415 555 0159')
    await dialog.getByRole('button', { name: /^Unknown number/ }).tap()
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Your wheel is true')
    await dialog.getByRole('button', { name: 'Send' }).tap()
    await expect(ada.item('Your wheel is true')).toContainText('Delivered')
  })

  test('a keyboard on the screen leaves the composer in sight', async ({ member }) => {
    const ada = await member('Ada')
    await ada.list.getByRole('option').first().tap()
    await ada.composer.tap()
    // As a browser does that lays its keyboard over the page.
    await ada.page.evaluate(() => {
      const seen = visualViewport
      if (!seen) throw new Error('There is no visual viewport')
      Object.defineProperty(seen, 'height', { value: innerHeight - 320, configurable: true })
      seen.dispatchEvent(new Event('resize'))
    })
    const box = await ada.composer.boundingBox()
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844 - 320)
    expect(await ada.button('Send').boundingBox()).toMatchObject({ width: 44, height: 44 })
  })
})

type Drag = { from?: number; x?: number; y?: number; slowly?: boolean }

/** A finger on a row: it goes so far and lets go. */
async function drag(page: Page, row: Locator, { from, x = 0, y = 0, slowly = true }: Drag): Promise<void> {
  const box = await row.boundingBox()
  if (!box) throw new Error('The row is not in view')
  const client = await page.context().newCDPSession(page)
  const start = { x: from ?? box.x + box.width / 2, y: box.y + box.height / 2 }
  const began = Date.now() / 1_000
  const steps = slowly ? 10 : 2
  const stepSeconds = slowly ? 0.04 : 0.01
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) => {
    // As fast as we say, however busy the machine is, and never before its time: what comes next would come too soon.
    const timestamp = began + share * steps * stepSeconds
    await setTimeout(Math.max(0, timestamp * 1_000 - Date.now()))
    await client.send('Input.dispatchTouchEvent', {
      type,
      timestamp,
      touchPoints: type === 'touchEnd' ? [] : [{ x: start.x + x * share, y: start.y + y * share }],
    })
  }
  await touch('touchStart', 0)
  for (let step = 1; step <= steps; step++) await touch('touchMove', step / steps)
  await touch('touchEnd', 1)
  await client.detach()
}

async function leftOf(row: Locator): Promise<number> {
  return row.evaluate(async (element) => {
    await Promise.all(element.getAnimations().map(({ finished }) => finished))
    return Math.round(element.getBoundingClientRect().left)
  })
}

async function topOf(element: Locator): Promise<number> {
  return Math.round((await element.boundingBox())?.y ?? Number.NaN)
}

function starting({ display }: Customer): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
}

async function sizeOf(url: string): Promise<string> {
  const { width, height } = await sharp(Buffer.from(await (await fetch(url)).arrayBuffer())).metadata()
  return `${width}x${height}`
}

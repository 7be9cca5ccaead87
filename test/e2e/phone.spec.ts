import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { expect, test } from './story.ts'

test('it installs as an app, in the language of whoever installs it', { tag: '@phone' }, async ({
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

test('its icon says how much is unread, and stops when nothing is', async ({ member, stage }) => {
  const { page } = await member('Ada')
  expect(stage.demo.inboxes.length).toBeGreaterThan(1)
  await expect(page.locator('link[rel="icon"]')).toHaveAttribute('href', '/icon-unread.svg')
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

async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
}

async function sizeOf(url: string): Promise<string> {
  const { width, height } = await sharp(Buffer.from(await (await fetch(url)).arrayBuffer())).metadata()
  return `${width}x${height}`
}

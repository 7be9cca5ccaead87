import { type BrowserContext, test as base, type Page } from '@playwright/test'
import { type App, createApp, type Demo } from './app.ts'
import { demoOfOrigin, originOf } from './origins.ts'
import { type InboxScreen, inboxScreen } from './screens.ts'

type Cookies = Parameters<BrowserContext['addCookies']>[0]

/** The demo, running: who is in it, and the cookies with which each of them is signed in. */
export type Stage = { app: App; demo: Demo; cookies: Record<string, Cookies> }

type Story = {
  /** A browser of one member, at the inbox. */
  member(name: 'Ada' | 'Ben' | 'Cleo', options?: ContextOptions): Promise<InboxScreen>
  /** A browser in which nobody has signed in. */
  stranger(options?: ContextOptions): Promise<Page>
  /** A server of its own, without anything in it. Named before the strangers, it outlives their browsers. */
  empty: App
  /** What the browsers' consoles may say in this story. */
  expected: RegExp
}

type ContextOptions = Parameters<import('@playwright/test').Browser['newContext']>[0]

const NOTHING = /^$/

function tellForbidden(): void {
  const { forbidden } = window as unknown as { forbidden(what: string): void } // As Playwright made it.
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    forbidden(`${violatedDirective} ${blockedURI}`),
  )
}

export const test = base.extend<Story, { stage: Stage; apart: string }>({
  // A file that names itself here plays on a stage of its own: what it changes, no other finds changed.
  apart: ['', { scope: 'worker', option: true }],

  stage: [
    // Playwright reads from this pattern what a fixture needs: nothing.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const app = await createApp(originOf('demo'))
      await app.start()
      const demo = demoOfOrigin()
      await use({ app, demo, cookies: await signInAll(app, demo) })
      await app.remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  expected: [NOTHING, { option: true }],

  stranger: async ({ browser, stage, contextOptions, expected }, use) => {
    const contexts: BrowserContext[] = []
    const said: string[] = []
    const forbidden: string[] = []
    await use(async (options) => {
      const context = await browser.newContext({ baseURL: stage.app.url, ...contextOptions, ...options })
      contexts.push(context)
      // Whatever the security policy forbids is a fault of ours, in every story.
      await context.exposeBinding('forbidden', (_, what: string) => void forbidden.push(what))
      await context.addInitScript(tellForbidden)
      context.on('console', (message) => message.type() === 'error' && said.push(message.text()))
      context.on('weberror', (error) => said.push(error.error().stack || String(error.error())))
      return context.newPage()
    })
    await Promise.all(contexts.map((context) => context.close()))
    const unexpected = said.filter((text) => !expected.test(text))
    test.expect(unexpected, 'The console is silent').toEqual([])
    test.expect(forbidden, 'The security policy forbids nothing').toEqual([])
  },

  member: async ({ stage, stranger }, use) => {
    await use(async (name, options) => {
      const page = await stranger(options)
      await page.context().addCookies(stage.cookies[name] ?? [])
      await page.goto(stage.app.url)
      const screen = inboxScreen(page)
      await screen.list.getByRole('option').first().waitFor()
      return screen
    })
  },

  // oxlint-disable-next-line no-empty-pattern
  empty: async ({}, use) => {
    const app = await createApp(originOf('empty'))
    await app.start()
    await use(app)
    await app.remove()
  },
})

export const { expect } = test

// Once for each worker: signing in again and again would be refused as an attack, and what a session of long ago may
// not do, its member is asked for again.
async function signInAll(app: App, demo: Demo): Promise<Stage['cookies']> {
  const cookies: Stage['cookies'] = {}
  for (const { name, email, password } of demo.members) {
    const response = await fetch(`${app.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.url },
      body: JSON.stringify({ email, password }),
    })
    if (!response.ok) throw new Error(`${name} could not sign in: ${response.status}`)
    cookies[name] = response.headers.getSetCookie().map((cookie) => {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: app.url }
    })
  }
  return cookies
}

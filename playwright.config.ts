import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

const WHOLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
// The same engine without a window's surroundings: a third faster, and nothing comes up outside of the page.
const SHELL = '/usr/bin/chromium-headless-shell'
const BROWSER = process.env.CHROMIUM_PATH === undefined && existsSync(SHELL) ? SHELL : WHOLE

const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  // Voices of tests are tones, between pages of one machine.
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
]
const WHOLE_BROWSER = { executablePath: WHOLE, args: ARGS }
const DESK = { viewport: { width: 1440, height: 900 } }
const PHONE = {
  ...devices['Pixel 7'],
  viewport: { width: 390, height: 844 },
  screen: { width: 390, height: 844 },
}

// Stories in the system's own Chromium. Each worker runs the real server over a database of its own.
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/build.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  // Three of them fill two cores, until calls and screens come late.
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    locale: 'en-US',
    timezoneId: 'America/Los_Angeles',
    actionTimeout: 20_000,
    // It fetches the whole app beside each page; the stories about working offline ask for it.
    serviceWorkers: 'block',
    // What a page shows when a story fails is kept in any case. Pictures of all the way there cost a third of the time.
    trace: process.env.TRACE === undefined ? 'off' : 'retain-on-failure',
    launchOptions: { executablePath: BROWSER, args: ARGS },
  },
  projects: [
    { name: 'desktop', grepInvert: /@phone-only|@system/, use: DESK },
    { name: 'phone', grep: /@phone/, grepInvert: /@system/, use: PHONE },
    // What the computer shows outside of the page is there in the whole browser only.
    { name: 'desktop system', grep: /@system/, use: { ...DESK, launchOptions: WHOLE_BROWSER } },
    {
      name: 'phone system',
      grep: /(?=.*@phone)(?=.*@system)/,
      use: { ...PHONE, launchOptions: WHOLE_BROWSER },
    },
  ],
})

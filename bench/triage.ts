import { chromium, type Page } from '@playwright/test'
import { createApp, type Demo } from '#test/e2e/app.ts'
import { newCustomer } from '#test/e2e/customers.ts'
import { inboxScreen } from '#test/e2e/screens.ts'
import { type Bench, figure, none } from './report.ts'

// Tall enough that every row of the check is on the page.
const VIEWPORT = { width: 1440, height: 1800 }
const CONVERSATIONS = 20
const MOST_KEYS = 60

/** What is to become of each, from the newest to the oldest. */
const PLAN = [
  ...Array<Step>(8).fill('answer'),
  ...Array<Step>(4).fill('assign'),
  ...Array<Step>(6).fill('done'),
  ...Array<Step>(2).fill('spam'),
]

type Step = 'answer' | 'assign' | 'done' | 'spam'

/** Twenty conversations, each dealt with by keyboard alone: how many keys that takes beyond the words of the answers. */
export const triage: Bench = {
  name: 'triage',
  async run({ say }) {
    const app = await createApp()
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
    try {
      await app.start()
      const demo = await app.demo()
      const customers = await askAll(app.url, demo)
      const page = await signIn(await browser.newPage({ viewport: VIEWPORT }), app.url, demo)
      await inboxScreen(page)
        .row(new RegExp(`^${escaped(customers[0] ?? '')}`))
        .waitFor()
      const pressed = await work(page)
      say(script(pressed))
      const wrong = await countWrong(page, customers)
      return [
        figure('conversations dealt with', CONVERSATIONS, ''),
        figure('keys beyond the words of the answers', pressed.length, '', { atMost: MOST_KEYS }),
        none('not as they should be afterwards', wrong),
      ]
    } finally {
      await browser.close()
      await app.remove()
    }
  },
}

// The last one to write stands first.
async function askAll(url: string, demo: Demo): Promise<string[]> {
  const names: string[] = []
  for (let index = 0; index < CONVERSATIONS; index++) {
    const customer = newCustomer({ app: { url }, demo })
    await customer.texts(`Question ${index}`)
    names.unshift(customer.display)
  }
  return names
}

async function signIn(page: Page, url: string, demo: Demo): Promise<Page> {
  const ada = demo.members.find(({ name }) => name === 'Ada')
  await page.goto(url)
  await page.request.post(`${url}/api/auth/sign-in/email`, {
    headers: { origin: url },
    data: { email: ada?.email, password: ada?.password },
  })
  await page.goto(`${url}/inbox`)
  return page
}

async function work(page: Page): Promise<string[]> {
  const pressed: string[] = []
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key)
      pressed.push(key)
    }
  }
  await press('ArrowDown')
  for (const [index, step] of PLAN.entries()) {
    if (step === 'answer') {
      await press('Enter')
      await page.keyboard.type(`Yes, number ${index}, come by today.`)
      await press('Control+Shift+Enter')
    }
    if (step === 'assign') {
      await press('a')
      await page.getByRole('dialog').getByRole('combobox').waitFor()
      // A name's first letter is no word of an answer.
      await press('b', 'Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await press('ArrowDown')
    }
    if (step === 'done') await press('e')
    if (step === 'spam') await press('!')
  }
  return pressed
}

/** Equal keys in a row are written once. */
function script(keys: string[]): string {
  const runs: { key: string; times: number }[] = []
  for (const key of keys) {
    const last = runs.at(-1)
    if (last?.key === key) last.times++
    else runs.push({ key, times: 1 })
  }
  return runs.map(({ key, times }) => (times > 1 ? `${key}×${times}` : key)).join(' ')
}

const SHELVES = { answer: 'done', assign: 'open', done: 'done', spam: 'spam' } as const

async function countWrong(page: Page, customers: string[]): Promise<number> {
  const { list } = inboxScreen(page)
  let wrong = 0
  for (const shelf of ['open', 'done', 'spam'] as const) {
    await page.goto(new URL(`?show=${shelf}`, page.url()).href)
    await list.getByRole('option').first().waitFor()
    for (const [index, step] of PLAN.entries()) {
      if (SHELVES[step] !== shelf) continue
      const row = list.getByRole('option', { name: new RegExp(`^${escaped(customers[index] ?? '')}`) })
      const name =
        (await row.count()) > 0
          ? ((await row.first().getAttribute('aria-label')) ?? (await row.innerText()))
          : ''
      const expected =
        step === 'answer' ? `number ${index}` : step === 'assign' ? 'Assigned to Ben' : 'Question'
      if (!name.includes(expected)) wrong++
    }
  }
  return wrong
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

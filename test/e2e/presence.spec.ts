import type { Locator, Page } from '@playwright/test'
import { fromPublicId } from '#kit/id.ts'
import { check } from './axe.ts'
import { type Customer, newCustomer } from './customers.ts'
import { type InboxScreen, inboxScreen } from './screens.ts'
import { idOf, say } from './socket.ts'
import { expect, type Stage, test } from './story.ts'

const WRITING = 'Ben is writing a reply'

test('who looks and who writes is on the others’ screens, and on nobody’s outside the inbox', async ({
  member,
  stage,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  const frames = await framesHeard(cleo.page)
  const customer = await begin(stage)
  for (const screen of [ada, ben]) await screen.open(starting(customer))
  await expect(viewers(ada)).toHaveText('Ben is looking at this')
  await expect(viewers(ben)).toHaveText('Ada is looking at this')

  await ben.composer.pressSequentially('Let me')
  await expect(viewers(ada)).toHaveText(WRITING)
  await expect(ada.row(starting(customer))).toContainText('Ben is replying')
  await expect(ben.row(starting(customer))).not.toContainText('replying')
  await check(ada.page)

  // Nobody has typed for some seconds.
  await expect(viewers(ada)).toHaveText('Ben is looking at this')
  await expect(ada.row(starting(customer))).not.toContainText('Ben is replying')

  const second = await secondTab(ben)
  await expect(second.timeline).toBeVisible()
  await expect(viewers(ada)).toHaveText('Ben is looking at this')
  await second.page.close()
  await ben.page.keyboard.press('Escape')
  await ben.page.keyboard.press('Escape')
  await expect(viewers(ada)).toHaveCount(0)

  expect(frames.join()).toContain('"around"')
  expect(frames.join()).not.toContain(await conversationOf(ada))
  await expect(cleo.page.getByRole('list', { name: 'Also here' })).toHaveCount(0)
})

test('before a second answer goes to the same customer, it takes a second press', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = await begin(stage)
  for (const screen of [ada, ben]) await screen.open(starting(customer))
  await ben.composer.fill('I am on it')
  const stopTyping = keepTyping(ben)
  await ada.composer.fill('We are coming')
  const live = ada.page.locator('form [aria-live="polite"]').first()
  await expect(live).toHaveText(WRITING)
  await ada.composer.press('Enter')
  await expect(live).toHaveText(`${WRITING} Your reply has not been sent.`)
  await expect(ada.button('Send anyway')).toHaveAccessibleDescription(new RegExp(WRITING))
  await check(ada.page)
  await expect(ada.item('We are coming')).toHaveCount(0)
  await ada.composer.press('Enter')
  await expect(ada.item('We are coming')).toBeVisible()
  await stopTyping()
  await ben.composer.fill('I am on it')
  await expect(ada.composer).toHaveValue('')

  await expect(ben.page.getByText(/^Ada answered at \d/)).toBeVisible()
  await ben.button('Send').click()
  await expect(ben.page.getByText('Your reply has not been sent.')).toBeVisible()
  await check(ben.page)
  await ben.button('Send anyway').click()
  await expect(ben.item('I am on it')).toBeVisible()
  await expect.poll(() => received(stage, customer)).toEqual(['We are coming', 'I am on it'])
})

test('an answer that came while nobody looked is told too, and one’s own is not', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = await begin(stage)
  await ben.open(starting(customer))
  await ben.composer.fill('First')
  await ben.button('Send').click()
  await ben.composer.fill('Second thoughts')
  await ben.page.keyboard.press('Escape')
  await ben.page.goto('/')
  await ada.open(starting(customer))
  await expect(ada.item('First')).toBeVisible()
  await ada.write('I have told them')
  await expect(ada.item('I have told them')).toContainText('Delivered')
  await ben.open(starting(customer))
  await expect(ben.composer).toHaveValue('Second thoughts')
  await expect(ben.page.getByText(/^Ada answered at \d/)).toBeVisible()
  await ben.composer.fill('')
  await expect(ben.page.getByText(/^Ada answered at \d/)).toHaveCount(0)
  await ben.composer.fill('Something else')
  await ben.button('Send').click()
  await expect(ben.item('Something else')).toBeVisible()
})

test('where the inbox says so, nobody answers while the assignee is writing', async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const customer = await begin(stage)
  for (const screen of [ada, ben]) await screen.open(starting(customer))
  await expect(viewers(ada)).toBeVisible()
  await lock(ada, stage, true)
  await say(ada.page, 'conversation.assign', { ids: [await conversationOf(ada)], memberId: await idOf(ben) })
  const stopTyping = keepTyping(ben)
  await ada.composer.fill('Me too')
  const why = /^Ben has this conversation and is writing a reply/
  await expect(ada.button('Send')).toHaveAttribute('aria-disabled', 'true')
  await expect(ada.button('Send')).toHaveAccessibleDescription(why)
  await check(ada.page)
  for (const press of ['Enter', 'Enter', 'Control+Enter']) await ada.composer.press(press)
  await expect(ada.composer).toHaveValue('Me too')

  // A screen that has heard nothing of it: the server refuses, and what was written stays.
  const deaf = await deafTab(ada)
  await deaf.composer.fill('From a slow train')
  await deaf.button('Send').click()
  await expect(deaf.toasts).toContainText(why)
  await expect(deaf.composer).toHaveValue('From a slow train')
  expect(await received(stage, customer)).toEqual([])

  await stopTyping()
  await lock(ada, stage, false)
  await expect(ada.button('Send')).not.toHaveAttribute('aria-disabled', 'true')
})

function viewers({ page }: InboxScreen): Locator {
  return page.getByRole('list', { name: 'Also here' }).getByRole('listitem').locator('.unseen')
}

/** Types on until told to stop. */
function keepTyping({ composer }: InboxScreen): () => Promise<void> {
  let typing = true
  const done = type()
  return async () => {
    typing = false
    await done
  }

  async function type(): Promise<void> {
    while (typing) {
      await composer.press('End')
      await composer.pressSequentially('…', { delay: 500 })
    }
  }
}

async function begin(stage: Stage): Promise<Customer> {
  const customer = newCustomer(stage)
  await customer.texts('Anybody there?')
  return customer
}

function starting({ display }: Customer): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

async function conversationOf({ page }: InboxScreen): Promise<string> {
  // The address follows the screen.
  await expect(page).toHaveURL(/\/CN/)
  const id = fromPublicId('CN', new URL(page.url()).pathname.split('/').at(-1) ?? '')
  if (id === undefined) throw new Error('No conversation is open')
  return id
}

async function secondTab({ page }: InboxScreen): Promise<InboxScreen> {
  const second = await page.context().newPage()
  await second.goto(page.url())
  return inboxScreen(second)
}

/** A tab that follows everything but what is true only now. */
async function deafTab({ page }: InboxScreen): Promise<InboxScreen> {
  const second = await page.context().newPage()
  await second.routeWebSocket(/\/sync/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      if (!String(message).includes('"t":"around"')) socket.send(message)
    })
  })
  await second.goto(page.url())
  return inboxScreen(second)
}

async function framesHeard(page: Page): Promise<string[]> {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void frames.push(String(payload))),
  )
  await page.reload()
  await expect.poll(() => frames.join()).toContain('"around"')
  return frames
}

async function lock({ page }: InboxScreen, { demo }: Stage, replyLock: boolean): Promise<void> {
  const inboxId = fromPublicId('IN', demo.inboxes.find(({ name }) => name === 'Support')?.id ?? '')
  await say(page, 'inbox.configure', { inboxId, replyLock })
}

/** Our texts on a customer's phone. */
async function received({ app, demo }: Stage, { number }: Customer): Promise<string[]> {
  const line = demo.inboxes.find(({ name }) => name === 'Support')?.lines[0]?.id ?? ''
  const query = new URLSearchParams({ line, number })
  const { messages } = await (await fetch(`${app.url}/api/handset/messages?${query}`)).json()
  return messages
    .filter(({ from }: { from: string }) => from === 'team')
    .map(({ text }: { text: string }) => text)
}

import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import { keptForOffline, networkOf } from './network.ts'
import { type InboxScreen, inboxScreen } from './screens.ts'
import { expect, type Stage, test } from './story.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

// What the browser itself says when there is no network, and of a refusal.
test.use({
  serviceWorkers: 'allow',
  expected: /WebSocket connection|Failed to load resource|fetching the script|ERR_INTERNET_DISCONNECTED/,
})

test('what is begun on one device is gone on with on another, and seen by nobody else', async ({
  member,
  stage,
}) => {
  const { desk, phone, customer } = await begin(member, stage)
  const ben = await member('Ben')
  await desk.open(customer.name)
  await desk.composer.fill('We open at')
  // Without opening it: in the list.
  await expect(phone.row(customer.name)).toContainText('Draft: We open at')
  await expect(ben.row(customer.name)).toContainText('When do you open?')
  await expect(ben.row(customer.name)).not.toContainText('Draft')

  await phone.open(customer.name)
  await expect(phone.composer).toHaveValue('We open at')
  await phone.composer.fill('We open at nine')
  await expect(desk.composer).toHaveValue('We open at nine')
  await ben.open(customer.name)
  await expect(ben.item('When do you open?')).toBeVisible()
  await expect(ben.composer).toHaveValue('')
})

test('the server is told when the letters stop, and not of each', async ({ member, stage }) => {
  const { desk, phone, customer } = await begin(member, stage)
  const network = await networkOf(desk.page.context())
  await desk.open(customer.name)
  const letters = 'We open at nine every day'
  await desk.composer.pressSequentially(letters)
  await expect(phone.row(customer.name)).toContainText(`Draft: ${letters}`)
  const told = network.said.filter((frame) => frame.includes('"draft.write"'))
  expect(told.length).toBeLessThan(letters.length / 4)
})

test('sent on one device, it is gone from the other', async ({ member, stage }) => {
  const { desk, phone, customer } = await begin(member, stage)
  await desk.open(customer.name)
  await desk.composer.fill('At nine')
  await phone.open(customer.name)
  await expect(phone.composer).toHaveValue('At nine')
  await phone.button('Send').click()
  await expect(desk.item('At nine')).toBeVisible()
  await expect(desk.composer).toHaveValue('')
  await desk.page.reload()
  await expect(desk.item('At nine')).toBeVisible()
  await expect(desk.composer).toHaveValue('')
})

test('sent before the server has heard of what was written, it does not come back', async ({
  member,
  stage,
}) => {
  const { desk, phone, customer } = await begin(member, stage)
  await desk.open(customer.name)
  await phone.open(customer.name)
  await expect(phone.item('When do you open?')).toBeVisible()
  await desk.composer.pressSequentially('At nine')
  await desk.composer.press('Enter')
  for (const screen of [desk, phone]) {
    await expect(screen.item('At nine')).toBeVisible()
    await screen.page.reload()
    await expect(screen.item('At nine')).toContainText('Delivered')
    await expect(screen.composer).toHaveValue('')
  }
})

test('what is written without a connection is on the other device when it is back', async ({
  member,
  stage,
}) => {
  const { desk, phone, customer } = await begin(member, stage)
  const network = await networkOf(desk.page.context())
  await desk.open(customer.name)
  await expect(desk.row(customer.name)).not.toContainText('unread')
  await expect(phone.row(customer.name)).not.toContainText('unread')
  await keptForOffline(desk.page)
  await network.cut()
  const offline = desk.page.getByText('Working offline')
  await expect(offline).toBeVisible()
  await desk.composer.fill('Written in a tunnel')
  await desk.page.getByRole('link', { name: /^Sales/ }).click()
  await desk.page.reload()
  await desk.page.getByRole('link', { name: /^Support/ }).click()
  await expect(desk.row(customer.name)).toContainText('Draft: Written in a tunnel')
  await network.mend()
  await expect(phone.row(customer.name)).toContainText('Draft: Written in a tunnel')
})

test('what was written on both without either knowing is there on both', async ({ member, stage }) => {
  const { desk, phone, customer } = await begin(member, stage)
  const network = await networkOf(desk.page.context())
  await desk.open(customer.name)
  await network.cut()
  await expect(desk.page.getByText('Working offline')).toBeVisible()
  await desk.composer.fill('At nine')
  await phone.open(customer.name)
  await phone.composer.fill('Come whenever you like')
  await phone.button('Back').click()
  await expect(phone.row(customer.name)).toContainText('Draft: Come whenever you like')

  await network.mend()
  const other = (screen: InboxScreen) => screen.page.getByRole('region', { name: 'From another device:' })
  await expect(other(desk)).toContainText('Come whenever you like')
  await expect(desk.composer).toHaveValue('At nine')
  await phone.open(customer.name)
  await expect(phone.composer).toHaveValue('At nine')
  await expect(other(phone)).toBeVisible()
  for (const screen of [desk, phone]) await check(screen.page)

  await phone.button('Discard').click()
  await expect(other(desk)).toHaveCount(0)
  await phone.toasts.getByRole('button', { name: 'Undo' }).click()
  await desk.button('Add to draft').click()
  await expect(phone.composer).toHaveValue('At nine\nCome whenever you like')
  await expect(other(phone)).toHaveCount(0)
})

test('whoever goes on elsewhere is warned of who has answered since it was begun', async ({
  member,
  stage,
}) => {
  const { desk, phone, customer } = await begin(member, stage)
  await desk.open(customer.name)
  await desk.composer.fill('We open at')
  await expect(phone.row(customer.name)).toContainText('Draft: We open at')
  await desk.page.close()
  const ben = await member('Ben')
  await ben.open(customer.name)
  await ben.write('At nine!')
  await expect(ben.item('At nine!')).toBeVisible()
  await phone.open(customer.name)
  await expect(phone.page.getByText(/Ben answered at/)).toBeVisible()
  await phone.composer.fill('We open at ten')
  await phone.button('Send').click()
  await expect(phone.button('Send anyway')).toBeVisible()
})

test('comments are begun on every device too', async ({ member, stage }) => {
  const { desk, phone, customer } = await begin(member, stage)
  await desk.open(customer.name)
  await desk.button('Comment').click()
  await desk.page.getByRole('textbox', { name: 'Comment', exact: true }).fill('I have met her')
  await phone.open(customer.name)
  await phone.button('Comment').click()
  await expect(phone.page.getByRole('textbox', { name: 'Comment', exact: true })).toHaveValue(
    'I have met her',
  )
})

test('two tabs of one browser hold the same words', async ({ member, stage }) => {
  const { desk, customer } = await begin(member, stage)
  await desk.open(customer.name)
  const tab = await desk.page.context().newPage()
  await tab.goto(desk.page.url())
  const other = tab.getByRole('textbox', { name: 'Message', exact: true })
  await expect(other).toBeVisible()
  await desk.composer.fill('We open at')
  await expect(other).toHaveValue('We open at')
  await other.fill('We open at nine')
  await expect(desk.composer).toHaveValue('We open at nine')
  await expect(desk.page.getByRole('region', { name: 'From another device:' })).toHaveCount(0)
})

test('chats keep what is begun in them on every device', async ({ member }) => {
  const [desk, phone] = [(await member('Ada')).page, (await member('Ada', PHONE)).page]
  const box = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
  await desk.goto('/team')
  await desk.getByRole('button', { name: 'New chat' }).first().click()
  await desk.getByRole('checkbox', { name: /Cleo/ }).check()
  await desk.getByRole('button', { name: 'Begin' }).click()
  await box(desk).fill('Shall we')
  await phone.goto(desk.url())
  await expect(box(phone)).toHaveValue('Shall we')
  await box(phone).fill('Shall we go?')
  await expect(box(desk)).toHaveValue('Shall we go?')
})

test('who signs out leaves no draft on this browser, and finds it again', async ({ stranger, stage }) => {
  const customer = newCustomer(stage)
  await customer.texts('When do you open?')
  const page = await stranger()
  const { composer, row, list } = inboxScreen(page)
  const enter = async (who: string) => {
    const { email, password } = stage.demo.members.find(({ name }) => name === who) ?? {}
    const headers = { origin: stage.app.url }
    // A session of their own: the others’ must not end with it.
    await page.request.post('/api/auth/sign-in/email', { data: { email, password }, headers })
    await page.goto('/inbox')
    await expect(list.getByRole('option').first()).toBeVisible()
  }
  const leave = async () => {
    await page.getByRole('button', { name: /account/i }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: /Create your workspace|Sign in/ })).toBeVisible()
  }
  await enter('Ada')
  await row(customer.name).click()
  await composer.fill('We open at')
  expect(await kept(page)).toContain('We open at')
  await leave()
  await expect.poll(() => kept(page)).not.toContain('We open at')
  await enter('Ben')
  await expect(row(customer.name)).toContainText('When do you open?')
  await leave()
  await enter('Ada')
  await expect(row(customer.name)).toContainText('Draft: We open at')
})

test('what somebody began offline never becomes another’s who signs in on their browser', async ({
  member,
  stage,
}) => {
  const { desk, phone, customer } = await begin(member, stage)
  const context = desk.page.context()
  const network = await networkOf(context)
  await desk.open(customer.name)
  await network.cut()
  await expect(desk.page.getByText('Working offline')).toBeVisible()
  await desk.composer.fill('Ada’s own words')
  await context.addCookies(stage.cookies.Ben ?? [])
  await network.mend()
  await expect(desk.inboxes.getByRole('link', { name: /^Sales/ })).toHaveCount(0)
  await expect(desk.inboxes.getByRole('link', { name: /^Support/ })).toBeVisible()
  const ben = await member('Ben')
  await ben.open(customer.name)
  await ben.composer.fill('Ben’s own')
  await expect(desk.row(customer.name)).toContainText(/Draft: Ben’s own|When do you open/)
  await expect(desk.page.getByText('Ada’s own words')).toHaveCount(0)
  await ben.page.reload()
  await expect(ben.composer).toHaveValue('Ben’s own')
  await expect(ben.page.getByRole('region', { name: 'From another device:' })).toHaveCount(0)
  await context.addCookies(stage.cookies.Ada ?? [])
  await desk.page.reload()
  await expect(phone.row(customer.name)).toContainText('Draft: Ada’s own words')
})

async function begin(member: (name: 'Ada', options?: typeof PHONE) => Promise<InboxScreen>, stage: Stage) {
  const customer = newCustomer(stage)
  await customer.texts('When do you open?')
  const [desk, phone] = [await member('Ada'), await member('Ada', PHONE)]
  for (const screen of [desk, phone]) await expect(screen.row(customer.name)).toBeVisible()
  return { desk, phone, customer }
}

/** What this browser keeps beside its copy. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify(localStorage))
}

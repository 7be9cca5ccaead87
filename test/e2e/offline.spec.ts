import { type Customer, newCustomer } from './customers.ts'
import { keptForOffline, type Network, networkOf, recordsOnDisk } from './network.ts'
import { type InboxScreen, inboxScreen } from './screens.ts'
import { expect, type Stage, test } from './story.ts'

test.use({
  serviceWorkers: 'allow',
  expected: /WebSocket connection|Failed to load resource|fetching the script|ERR_INTERNET_DISCONNECTED/,
})

test('without a network the app opens where it was left, at a thread’s own address too', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const ada = await member('Ada')
  const network = await networkOf(ada.page.context())
  const customer = newCustomer(stage)
  await customer.texts('Are you open today?')
  await ada.open(starting(customer))
  await expect(ada.item('Are you open today?')).toBeVisible()
  await keptForOffline(ada.page)
  await expect.poll(() => recordsOnDisk(ada.page, 'threads')).toBeGreaterThan(0)

  await network.cut()
  await ada.page.reload()
  await expect(ada.item('Are you open today?')).toBeVisible()
  await expect(ada.page.getByText('Working offline')).toBeVisible()
  const address = ada.page.url()
  await ada.page.goto('/inbox')
  await expect(ada.row(starting(customer))).toBeVisible()
  await ada.page.goto(address)
  await expect(ada.item('Are you open today?')).toBeVisible()
})

test('what is said offline goes out once, through reloads and a network that comes and goes', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const { ada, network, customer } = await begin(member, stage)
  await network.cut()
  const said = ['One', 'Two', 'Three', 'Four', 'Five', 'Six']
  for (const [index, text] of said.entries()) {
    await ada.write(`${text} of six`)
    // Between words the page is closed, opened, and nearly online.
    if (index === 1) await ada.page.reload()
    if (index === 2) await network.flicker(ada.page)
    if (index === 3) await ada.page.reload()
  }
  await network.mend()
  for (const text of said) await expect(ada.item(`${text} of six`)).toHaveCount(1)
  await expect(ada.item('Six of six')).toContainText('Delivered')
  const inOrder = said.map((text) => `${text} of six`)
  await expect.poll(() => received(stage, customer)).toEqual(inOrder)
})

test('two tabs show the same, one of them sends, and the one that stays inherits', async ({
  member,
  stage,
}) => {
  const { ada, network, customer } = await begin(member, stage)
  const other = await secondTab(ada)
  await expect(other.item('May I ask?')).toBeVisible()
  await network.cut()
  await ada.write('From the first tab')
  await other.write('From the second tab')
  for (const tab of [ada, other]) {
    for (const text of ['From the first tab', 'From the second tab']) {
      await expect(tab.item(text)).toHaveCount(1)
      await expect(tab.item(text)).toContainText('Waiting for a connection')
    }
    await expect(tab.page.getByText(/Working offline — [2-4] changes will be sent/)).toBeVisible()
  }

  const sent = watchCommands(network)
  await ada.page.close()
  await network.mend()
  await expect(other.item('From the second tab')).toHaveAccessibleName(/Delivered/)
  const arrived = async () => (await received(stage, customer)).toSorted()
  await expect.poll(arrived).toEqual(['From the first tab', 'From the second tab'])
  expect(sent().filter((id, index, all) => all.indexOf(id) !== index)).toEqual([])
})

test('both tabs come back at once, and neither sends what is the other’s', async ({ member, stage }) => {
  const { ada, network, customer } = await begin(member, stage)
  const other = await secondTab(ada)
  await expect(other.composer).toBeVisible()
  await network.cut()
  for (const number of [1, 2, 3]) {
    await ada.write(`First tab ${number}`)
    await other.write(`Second tab ${number}`)
  }
  const sent = watchCommands(network)
  await network.mend()
  for (const tab of [ada, other]) {
    await expect(tab.item(/(First|Second) tab/)).toHaveCount(6)
    await expect(tab.item('Waiting for a connection')).toHaveCount(0)
  }
  await expect.poll(async () => (await received(stage, customer)).toSorted()).toHaveLength(6)
  expect(new Set(await received(stage, customer)).size).toBe(6)
  expect(sent().filter((id, index, all) => all.indexOf(id) !== index)).toEqual([])
})

test('the server dies after it has done what it was told and before it says so', async ({
  member,
  stage,
}) => {
  const { ada, customer } = await begin(member, stage)
  await stage.app.kill()
  await stage.app.start({ CRASH_AT: 'command.committed' })
  await ada.write('Did you hear me?')
  await expect(ada.page.getByText(/Working offline — [12] change/)).toBeVisible()
  await stage.app.kill()
  await ada.page.reload()
  await stage.app.start()
  await expect(ada.item('Did you hear me?')).toContainText('Delivered')
  await expect(ada.item('Did you hear me?')).toHaveCount(1)
  expect(await received(stage, customer)).toEqual(['Did you hear me?'])
})

test('what waits can be taken back, in whichever tab, and is being written again', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const { ada, network, customer } = await begin(member, stage)
  await network.cut()
  await ada.write('Said too soon')
  await ada.item('Said too soon').getByRole('button', { name: 'Cancel' }).click()
  await expect(ada.item('Said too soon')).toHaveCount(0)
  await expect(ada.composer).toHaveValue('Said too soon')
  await ada.composer.fill('')

  await ada.write('Said elsewhere')
  const other = await secondTab(ada)
  await other.item('Said elsewhere').getByRole('button', { name: 'Cancel' }).click()
  for (const tab of [ada, other]) await expect(tab.item('Said elsewhere')).toHaveCount(0)
  await ada.composer.fill('')
  await ada.write('Said in time')
  await network.mend()
  await expect(ada.item('Said in time')).toContainText('Delivered')
  await expect.poll(() => received(stage, customer)).toEqual(['Said in time'])
})

test('a first text to a number waits too, even when the page is closed', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const network = await networkOf(ada.page.context())
  const customer = newCustomer(stage)
  await keptForOffline(ada.page)
  await ada.button('New message').click()
  const dialog = ada.page.getByRole('dialog', { name: 'New message' })
  await expect(dialog).toBeVisible()
  await network.cut()
  await dialog.getByLabel('From').selectOption({ label: '🔧 Support · (415) 555-0101' })
  await dialog.getByLabel('To').fill(customer.number)
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Your bike is ready')
  await expect(dialog).toContainText('Will be sent when you are online again.')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog).toHaveCount(0)
  const context = ada.page.context()
  await ada.page.close()
  await network.mend()
  const again = inboxScreen(await context.newPage())
  await again.page.goto('/inbox')
  await expect(again.row(starting(customer))).toContainText('Your bike is ready')
  await expect.poll(() => received(stage, customer)).toEqual(['Your bike is ready'])
})

test('a thread that was let go long ago can still be read offline', async ({ member, stage }) => {
  const { ada, network, customer } = await begin(member, stage)
  const conversation = ada.page.url()
  await ada.page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(ada.list.getByRole('option')).not.toHaveCount(0)
  await expect(ada.timeline).toHaveCount(0)
  // More threads than are held.
  for (let opened = 0; opened < 70; opened++) {
    await ada.page.keyboard.press('j')
    await expect(ada.timeline.getByRole('article').first()).toBeVisible()
  }
  await ada.page.waitForTimeout(2_500)
  await network.cut()
  await ada.page.goto(conversation)
  await expect(ada.item('May I ask?')).toBeVisible()
  expect(await received(stage, customer)).toEqual([])
})

test('who signs out leaves nothing behind, in any tab', async ({ stranger, stage }) => {
  const ada = inboxScreen(await stranger())
  const { email, password } = stage.demo.members.find(({ name }) => name === 'Ada') ?? {}
  // A session of their own: the others’ must not end with it.
  const headers = { origin: stage.app.url }
  await ada.page.request.post('/api/auth/sign-in/email', { data: { email, password }, headers })
  await ada.page.goto('/inbox')
  await expect(ada.list.getByRole('option').first()).toBeVisible()
  const other = await secondTab(ada)
  await expect(other.list.getByRole('option').first()).toBeVisible()
  await expect.poll(() => recordsOnDisk(ada.page)).toBeGreaterThan(0)
  await ada.page.getByRole('button', { name: /account/i }).click()
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click()
  for (const { page } of [ada, other])
    await expect(page.getByRole('heading', { name: /Create your workspace|Sign in/ })).toBeVisible()
  await other.page.close()
  expect(await recordsOnDisk(ada.page)).toBe(0)
})

async function begin(member: (name: 'Ada') => Promise<InboxScreen>, stage: Stage) {
  const ada = await member('Ada')
  const network = await networkOf(ada.page.context())
  const customer = newCustomer(stage)
  await customer.texts('May I ask?')
  await ada.open(starting(customer))
  await expect(ada.item('May I ask?')).toBeVisible()
  await keptForOffline(ada.page)
  await expect.poll(() => recordsOnDisk(ada.page, 'threads')).toBeGreaterThan(0)
  return { ada, network, customer }
}

async function secondTab({ page }: InboxScreen): Promise<InboxScreen> {
  const second = await page.context().newPage()
  await second.goto(page.url())
  return inboxScreen(second)
}

/** The ids of the commands that were said since, once for each time. */
function watchCommands({ said }: Network): () => string[] {
  const from = said.length
  return () =>
    said.slice(from).flatMap((text) => {
      const frame = JSON.parse(text)
      return frame.t === 'command' ? [frame.id] : []
    })
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

function starting({ display }: Customer): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

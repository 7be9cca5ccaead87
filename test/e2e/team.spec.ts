import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { expect, test } from './story.ts'

test('INB-13: a group of Ada and Ben is live on both screens, and Cleo’s browser hears nothing of it', {
  tag: '@phone',
}, async ({ member }) => {
  const cleo = await member('Cleo')
  const heard = framesOf(cleo.page)
  await cleo.page.reload()
  const [ada, ben] = [(await member('Ada')).page, (await member('Ben')).page]
  const secret = `wombat ${Date.now()}`
  await begin(ada, ['Ben'])
  await say(ada, `Between us: ${secret}`)
  await ben.getByRole('link', { name: /^Team, \d+ unread$/ }).click()
  await ben.getByRole('link', { name: /Ada \d+ unread/ }).click()
  await expect(ben.getByRole('article').filter({ hasText: secret })).toBeVisible()
  await say(ben, `Heard: ${secret}`)
  await expect(ada.getByRole('article', { name: /^Ben/ }).filter({ hasText: secret })).toBeVisible()
  // What is before his eyes is read.
  await ben.goto('/team')
  await expect(ben.getByRole('link', { name: /^Online Ada (?!\d+ unread)/ })).toBeVisible()

  // With her they begin another one, of which she hears: whatever came before it would have come.
  await begin(ada, ['Ben', 'Cleo'], `All three ${Date.now()}`)
  await say(ada, 'Hello both')
  await expect(cleo.page.getByRole('link', { name: /^Team, \d+ unread$/ })).toBeVisible()
  await expect.poll(() => heard().join()).toContain('Hello both')
  expect(heard().join()).not.toContain(secret)
})

test('INB-13: what is said is changed, answered and taken back, and a group renamed, joined and left, live', async ({
  member,
}) => {
  const [ada, ben, cleo] = [
    (await member('Ada')).page,
    (await member('Ben')).page,
    (await member('Cleo')).page,
  ]
  const name = `Workshop ${Date.now()}`
  await begin(ada, ['Ben', 'Cleo'], name)
  await say(ada, 'Who has the key?')
  for (const page of [ben, cleo]) {
    await page.goto('/team')
    await page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
  }
  const said = (page: Page) => page.getByRole('article').filter({ hasText: /key/ })
  await said(ben).hover()
  await said(ben).getByRole('button', { name: 'React' }).click()
  await ben.getByRole('menuitem', { name: '👀' }).click()
  await expect(ada.getByRole('button', { name: '👀 1 by Ben' })).toBeVisible()
  await said(ada).hover()
  await said(ada).getByRole('button', { name: 'More about this' }).click()
  await ada.getByRole('menuitem', { name: 'Edit' }).click()
  await ada.getByRole('textbox', { name: 'Edit the text' }).fill('Who has the spare key?')
  await ada.keyboard.press('Enter')
  await expect(said(cleo)).toContainText('spare key')

  await ben.getByRole('button', { name: 'More', exact: true }).click()
  await ben.getByRole('menuitem', { name: 'Rename' }).click()
  await ben.getByRole('textbox', { name: 'Name of the group' }).fill(`${name} B`)
  await ben.getByRole('button', { name: 'Save' }).click()
  await expect(ada.getByRole('heading', { name: `${name} B` })).toBeVisible()

  await cleo.getByRole('button', { name: 'More', exact: true }).click()
  await cleo.getByRole('menuitem', { name: 'Leave the chat' }).click()
  await expect(ada.getByRole('article').filter({ hasText: 'Cleo left' })).toBeVisible()
  await expect(cleo.getByRole('link', { name: new RegExp(`^${name}`) })).toHaveCount(0)
  const address = ada.url()
  await cleo.goto(address)
  await expect(cleo.getByText('This chat is not here')).toBeVisible()

  await ada.getByRole('button', { name: 'Add people' }).click()
  await ada.getByRole('checkbox', { name: /Cleo/ }).check()
  await ada.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(said(cleo)).toContainText('spare key')
})

test('INB-12: older words come as one scrolls back, and what is searched for opens where it stands', async ({
  member,
}) => {
  const ada = (await member('Ada')).page
  await begin(ada, ['Cleo'])
  const first = `The very first ${Date.now()}`
  await say(ada, first)
  for (let count = 1; count <= 60; count++) await say(ada, `Line ${count}`)
  await ada.reload()
  const log = ada.getByRole('log', { name: 'Timeline' })
  await expect(log.getByRole('article').filter({ hasText: 'Line 60' })).toBeVisible()
  await expect(log.getByRole('article').filter({ hasText: first })).toHaveCount(0)
  await ada.getByRole('searchbox', { name: 'Search chats' }).fill(first.toLowerCase())
  await ada.getByRole('button', { name: new RegExp(first) }).click()
  await expect(log.getByRole('article').filter({ hasText: first })).toBeInViewport()
})

test('MO-2, AS-6: a status and who is here are seen by others, and who is out of a queue is not assigned from it', {
  tag: '@phone',
}, async ({ member }) => {
  const [ada, ben] = [(await member('Ada')).page, await member('Ben')]
  await ben.page.getByRole('button', { name: /account/i }).click()
  await ben.page.getByRole('menuitem', { name: 'Status and queues' }).click()
  await ben.page.getByRole('button', { name: '🍜' }).click()
  await ben.page.getByRole('textbox', { name: 'What you are doing' }).fill('At lunch')
  await ben.page.getByRole('checkbox', { name: /In the queue of Support/ }).uncheck()
  await ben.page.getByRole('button', { name: 'Save' }).click()

  await begin(ada, ['Ben'])
  await say(ada, 'Enjoy!')
  await expect(ada.getByText('🍜 At lunch').first()).toBeVisible()
  await ada.goto('/team')
  await expect(ada.getByRole('link', { name: /^Online Ben/ })).toBeVisible()
  await ada.goto('/inbox')
  await ada.getByRole('option').first().click()
  await ada.getByRole('button', { name: /^Assign/ }).click()
  await expect(ada.getByRole('option', { name: /^Ben out of a queue/ })).toBeVisible()
  await ada.getByRole('option', { name: /^Ben out of a queue/ }).click()
  await expect(ada.getByText('Ben is out of this inbox’s queue')).toBeVisible()

  await ben.page.close()
  await ada.goto('/team')
  await expect(ada.getByRole('link', { name: /^Offline Ben/ })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`chats are within everybody’s reach in ${colorScheme}`, { tag: '@phone' }, async ({ member }) => {
    const ada = (await member('Ada', { colorScheme })).page
    await ada.goto('/team')
    await ada.getByRole('heading', { level: 1, name: 'Team' }).waitFor()
    await check(ada)
    await ada.getByRole('button', { name: 'New chat' }).first().click()
    await ada.getByRole('checkbox', { name: /Ben/ }).check()
    await ada.getByRole('checkbox', { name: /Cleo/ }).check()
    await check(ada)
    await ada.getByRole('button', { name: 'Begin' }).click()
    await say(ada, 'Hello @Ben')
    await check(ada)
  })

async function begin(page: Page, people: string[], name?: string): Promise<void> {
  await page.goto('/team')
  await page.getByRole('button', { name: 'New chat' }).first().click()
  for (const person of people) await page.getByRole('checkbox', { name: new RegExp(person) }).check()
  if (name) await page.getByRole('textbox', { name: 'Name of the group' }).fill(name)
  await page.getByRole('button', { name: 'Begin' }).click()
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('article').filter({ hasText: text }).last()).toBeVisible()
}

// Everything that the server says on the page's sockets from now on.
function framesOf(page: Page): () => string[] {
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))))
  return () => frames
}

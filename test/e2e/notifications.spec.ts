import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { fromPublicId } from '#kit/id.ts'
import { type Customer, newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { idOf, say } from './socket.ts'
import { expect, test } from './story.ts'

test('NO-4, NO-7: who is given a conversation and who is named is told, a third without access never', async ({
  member,
  stage,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  const heard = framesTo(cleo.page)
  const customer = newCustomer(stage)
  await customer.texts('Where is my order?')
  await ada.open(starting(customer))
  const conversationId = conversationOf(ada)
  const [before, hers] = [await unreadOf(ben.page), await unreadOf(cleo.page)]
  const benId = await idOf(ben)
  await say(ada.page, 'conversation.assign', { ids: [conversationId], memberId: benId })
  const words = { text: '@Ben do you know?', mentions: [{ memberId: benId, from: 0, to: 4 }] }
  await say(ada.page, 'comment.create', { commentId: crypto.randomUUID(), conversationId, ...words })
  await expect.poll(() => unreadOf(ben.page)).toBe(before + 2)

  await bell(ben.page).click()
  const group = ben.page
    .getByRole('listitem')
    .filter({ has: ben.page.getByRole('heading', { name: customer.display }) })
  await expect(group.getByRole('listitem')).toHaveCount(2)
  await expect(group.getByRole('listitem').first()).toContainText('Ada mentioned you')
  await expect(group.getByRole('listitem').first()).toContainText('@Ben do you know?')
  await expect(group.getByRole('listitem').last()).toContainText('Ada assigned this to you')
  await check(ben.page)

  // One of them is read and unread again; opening leads to the very item, and reads all of it.
  await group.getByRole('button', { name: 'Mark as read: Ada assigned this to you' }).click()
  await expect.poll(() => unreadOf(ben.page)).toBe(before + 1)
  await group.getByRole('button', { name: 'Mark as unread: Ada assigned this to you' }).click()
  await expect.poll(() => unreadOf(ben.page)).toBe(before + 2)
  await group
    .getByRole('button', { name: /Ada mentioned you/ })
    .first()
    .click()
  await expect(ben.timeline).toBeVisible()
  expect(conversationOf(ben)).toBe(conversationId)
  await expect.poll(() => unreadOf(ben.page)).toBe(before)

  expect(await unreadOf(cleo.page)).toBe(hers)
  expect(heard.join()).not.toContain(conversationId)
})

test('NO: all of it is read at once, on every device', async ({ member, stage }) => {
  const [ben, phone] = [await member('Ben'), await member('Ben', { viewport: { width: 390, height: 844 } })]
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await ada.open(starting(customer))
  const memberId = await idOf(ben)
  await say(ada.page, 'conversation.assign', { ids: [conversationOf(ada)], memberId })
  await expect.poll(() => unreadOf(phone.page)).toBeGreaterThan(0)
  await bell(phone.page).click()
  await expect(phone.page.getByRole('heading', { name: 'Activity' })).toBeVisible()
  await check(phone.page)
  await phone.button('Mark all as read').click()
  await expect.poll(() => unreadOf(phone.page)).toBe(0)
  await expect.poll(() => unreadOf(ben.page)).toBe(0)
  await phone.button('Unread').click()
  await expect(phone.page.getByText('You have seen everything')).toBeVisible()
})

test('NO: what one looks at does not ring', async ({ member, stage }) => {
  const ben = await member('Ben')
  const heard = framesTo(ben.page)
  await ben.page.reload()
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await ben.open(starting(customer))
  const ada = await member('Ada')
  await ada.open(starting(customer))
  await expect(ada.page.getByRole('list', { name: 'Also here' })).toContainText('Ben')
  const before = await unreadOf(ben.page)
  const memberId = await idOf(ben)
  await say(ada.page, 'conversation.assign', { ids: [conversationOf(ada)], memberId })
  await expect.poll(() => heard.join()).toContain('"kind":"assigned"')
  await bell(ben.page).click()
  const group = ben.page
    .getByRole('listitem')
    .filter({ has: ben.page.getByRole('heading', { name: customer.display }) })
  await expect(group.getByRole('button', { name: 'Mark as unread: Ada assigned this to you' })).toBeVisible()
  expect(await unreadOf(ben.page)).toBe(before)
})

function bell(page: Page): Locator {
  return page.getByRole('link', { name: /^Activity/ })
}

async function unreadOf(page: Page): Promise<number> {
  const name = await bell(page).getAttribute('aria-label')
  return Number(/(\d+) unread/.exec(name ?? '')?.[1] ?? 0)
}

function starting({ display }: Customer): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

function conversationOf({ page }: InboxScreen): string {
  const id = fromPublicId('CN', new URL(page.url()).pathname.split('/').at(-1) ?? '')
  if (id === undefined) throw new Error('No conversation is open')
  return id
}

function framesTo(page: Page): string[] {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void frames.push(String(payload))),
  )
  return frames
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

async function check(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([])
}

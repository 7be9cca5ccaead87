import type { Locator, Page } from '@playwright/test'
import { fromPublicId } from '#kit/id.ts'
import { check } from './axe.ts'
import { type Customer, newCustomer } from './customers.ts'
import { inside, signIn } from './newcomer.ts'
import { pusherOf } from './pushes.ts'
import type { InboxScreen } from './screens.ts'
import { idOf, say } from './socket.ts'
import { expect, test } from './story.ts'

test('NO-4, NO-7: who is given a conversation and who is named is told, a third without access never', async ({
  member,
  stage,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  const heard = framesTo(cleo.page)
  // On a socket that is opened from now on.
  await cleo.page.reload()
  await cleo.list.getByRole('option').first().waitFor()
  const customer = newCustomer(stage)
  await customer.texts('Where is my order?')
  await ada.open(starting(customer))
  const conversationId = await conversationOf(ada)
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
  expect(await conversationOf(ben)).toBe(conversationId)
  await expect.poll(() => unreadOf(ben.page)).toBe(before)

  expect(await unreadOf(cleo.page)).toBe(hers)
  expect(heard.join()).not.toContain(conversationId)
})

test('NO-5: whether this browser may tell is asked when something has come, once, and never at the door', {
  tag: ['@phone', '@system'],
}, async ({ member, stage }) => {
  for (const answer of ['Not now', 'Allow notifications']) {
    const ben = await member('Ben')
    await ben.page.addInitScript(() => {
      // A browser in which nobody has been asked yet.
      let permission: NotificationPermission = 'default'
      Object.defineProperty(Notification, 'permission', { get: () => permission })
      Notification.requestPermission = async () => {
        permission = 'granted'
        document.documentElement.dataset.asked = 'yes'
        return permission
      }
    })
    await ben.page.reload()
    await ben.list.getByRole('option').first().waitFor()
    const offer = ben.page.getByRole('region', { name: 'Notifications outside of this page' })
    await expect(offer).toHaveCount(0)
    // What watches for it is loaded after the list.
    await expect(async () => {
      await newCustomer(stage).texts('Is anybody there?')
      await expect(offer).toBeVisible({ timeout: 3_000 })
    }).toPass()
    await check(ben.page)
    await offer.getByRole('button', { name: answer }).click()
    await expect(offer).toHaveCount(0)
    await expect(ben.page.locator('html[data-asked]')).toHaveCount(answer === 'Not now' ? 0 : 1)

    await ben.page.reload()
    const next = newCustomer(stage)
    await ben.list.getByRole('option').first().waitFor()
    await next.texts('And now?')
    await expect(ben.row(starting(next))).toBeVisible()
    await expect(offer).toHaveCount(0)
    await ben.page.context().close()
  }
})

test('NO: all of it is read at once, on every device', async ({ member, stage }) => {
  const [ben, phone] = [await member('Ben'), await member('Ben', { viewport: { width: 390, height: 844 } })]
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await ada.open(starting(customer))
  const memberId = await idOf(ben)
  await say(ada.page, 'conversation.assign', { ids: [await conversationOf(ada)], memberId })
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
  await say(ada.page, 'conversation.assign', { ids: [await conversationOf(ada)], memberId })
  const told = `"kind":"assigned"[^{}]*"conversationId":"${await conversationOf(ada)}"`
  // Read where he looks, before he looks elsewhere.
  await expect.poll(() => heard.join()).toMatch(new RegExp(`${told}[^{}]*"readAt":"`))
  await bell(ben.page).click()
  const group = ben.page
    .getByRole('listitem')
    .filter({ has: ben.page.getByRole('heading', { name: customer.display }) })
  await expect(group.getByRole('button', { name: 'Mark as unread: Ada assigned this to you' })).toBeVisible()
  expect(await unreadOf(ben.page)).toBe(before)
})

test('NO-5: on the computer it shows where nobody looks, once, and pressing it leads there', {
  tag: '@system',
}, async ({ member, stage }) => {
  const ben = await member('Ben', { permissions: ['notifications'] })
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await ada.open(starting(customer))
  const conversationId = await conversationOf(ada)
  const memberId = await idOf(ben)
  await workerOf(ben.page)
  // Somebody looks at the app: the bell is enough.
  const before = await unreadOf(ben.page)
  await say(ada.page, 'conversation.assign', { ids: [conversationId], memberId })
  await expect.poll(() => unreadOf(ben.page)).toBeGreaterThan(before)
  expect(await shownIn(ben.page)).toEqual([])

  await hide(ben.page, true)
  await customer.texts('Is anybody there?')
  await expect
    .poll(() => shownIn(ben.page))
    .toEqual([{ title: customer.display, body: 'New message: Is anybody there?', tag: conversationId }])
  await customer.texts('Please!')
  await expect
    .poll(async () => (await shownIn(ben.page)).map(({ body }) => body))
    .toEqual(['2 new messages: Please!'])

  await hide(ben.page, false)
  await ben.open(starting(customer))
  await expect.poll(() => shownIn(ben.page)).toEqual([])
})

test('NO-8: a push is shown by the worker, once, and what one presses is opened in the app', {
  tag: '@system',
}, async ({ member, stage }) => {
  const ben = await member('Ben', { permissions: ['notifications'] })
  const customer = newCustomer(stage)
  await customer.texts('Hello')
  await ben.open(starting(customer))
  await expect(ben.page).toHaveURL(/\/CN/)
  const path = new URL(ben.page.url()).pathname
  await workerOf(ben.page)
  await ben.page.goto('/activity')
  const words = {
    id: crypto.randomUUID(),
    title: customer.display,
    body: 'Hello',
    path,
    tag: 'one',
    unread: 3,
  }
  const deliver = await pusherOf(ben.page)
  for (const _ of [1, 2]) await deliver(words)
  await expect.poll(() => shownIn(ben.page)).toEqual([{ title: customer.display, body: 'Hello', tag: 'one' }])
  // As the worker tells the page when it is pressed.
  // What hears it is loaded after the page.
  await expect(async () => {
    await ben.page.evaluate(
      (open) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { open } })),
      { id: words.id, path },
    )
    await expect(ben.timeline).toBeVisible({ timeout: 3_000 })
  }).toPass()
  await expect.poll(() => new URL(ben.page.url()).pathname).toBe(path)
})

test('NO-8: nothing is pushed to a browser in which nobody is signed in, whoever ended it, and only who did not leave is pushed to when they are back', {
  tag: '@system',
}, async ({ member, stranger, stage }) => {
  const there = await member('Ben')
  const { email = '', password } = stage.demo.members.find(({ name }) => name === 'Ben') ?? {}
  const page = await stranger({ permissions: ['notifications'] })
  await page.addInitScript(keepSubscription)
  const door = page.getByRole('button', { name: 'Sign in instead' })
  const enter = async () => {
    await door.click()
    await signIn(page, email, password)
    await inside(page)
  }
  await page.goto('/')
  await enter()
  await workerOf(page)
  await page.goto('/settings/notifications')
  await page.getByRole('button', { name: 'Push to this device' }).click()
  await expect(page.getByText('This device is pushed to from now on.')).toBeVisible()
  await there.page.goto('/settings/notifications')
  const remove = there.button('Remove')
  await expect(remove).toHaveCount(1)

  await there.page.goto('/settings/security')
  await there.button('End all others').click()
  await expect(door).toBeVisible()
  await expect.poll(() => isSubscribed(page)).toBe(false)
  await there.page.goto('/settings/notifications')
  await expect(there.button('Test in the app')).toBeVisible()
  await expect(remove).toHaveCount(0)

  await enter()
  await expect.poll(() => isSubscribed(page)).toBe(true)
  await expect(remove).toHaveCount(1)

  await page.getByRole('button', { name: /account/i }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(door).toBeVisible()
  await expect.poll(() => isSubscribed(page)).toBe(false)
  await expect(remove).toHaveCount(0)
  await enter()
  await page.goto('/settings/notifications')
  await expect(page.getByRole('button', { name: 'Push to this device' })).toBeVisible()
  expect(await isSubscribed(page)).toBe(false)
  await expect(remove).toHaveCount(0)
})

test('NO-5, MO-2: one chooses what one is told of, and quiet hours hold', async ({ member, stage }) => {
  const [ben, other] = [await member('Ben'), await member('Ben')]
  const ada = await member('Ada')
  await ben.page.goto('/settings/notifications')
  await other.page.goto('/settings/notifications')
  const box = (screen: InboxScreen, name: string) => screen.page.getByRole('checkbox', { name, exact: true })
  await expect(box(ben, 'Somebody mentions me: Mail')).toBeChecked()
  await box(ben, 'Message in an unassigned conversation: In app').check()
  await expect(box(other, 'Message in an unassigned conversation: In app')).toBeChecked()
  await ben.page.getByLabel('Inbox', { exact: true }).selectOption({ label: '🔧 Support' })
  await box(ben, 'Message in an unassigned conversation: In app').uncheck()
  await ben.page.getByLabel('Inbox', { exact: true }).selectOption({ label: 'All inboxes' })
  await expect(box(ben, 'Message in an unassigned conversation: In app')).toBeChecked()
  await ben.page.getByLabel('Inbox', { exact: true }).selectOption({ label: '🔧 Support' })
  await ben.button('Like all other inboxes').click()
  await expect(box(ben, 'Message in an unassigned conversation: In app')).toBeChecked()
  await check(ben.page)

  await ben.button('For an hour').click()
  await expect(other.page.getByText(/^Paused until/)).toBeVisible()
  const heard = framesTo(other.page)
  await other.page.reload()
  const customer = newCustomer(stage)
  await customer.texts('Does it ring?')
  await expect
    .poll(() => heard.join())
    .toMatch(
      /"kind":"unassigned"[^{}]*"text":"Does it ring\?","files":0,"times":1,"media":\["app"\],"tone":null/,
    )
  await ben.button('Resume').click()
  await expect(other.button('For an hour')).toBeVisible()

  await ben.button('Add quiet hours').click()
  await ben.button('Sunday').click()
  await expect(other.button('Sunday')).toHaveAttribute('aria-pressed', 'false')
  await check(ben.page)
  await ben.button('Remove quiet hours 1').click()
  await expect(other.button('Sunday')).toHaveCount(0)
  await ben.page.getByLabel('Inbox', { exact: true }).selectOption({ label: 'All inboxes' })
  await box(ben, 'Message in an unassigned conversation: In app').uncheck()
  // The next story counts without these.
  await expect(box(other, 'Message in an unassigned conversation: In app')).not.toBeChecked()
  await expect(ada.list).toBeVisible()
})

test('NO: each medium can be tried, and says in words what became of it', { tag: '@system' }, async ({
  member,
}) => {
  const ben = await member('Ben')
  await ben.page.goto('/settings/notifications')
  const before = await unreadOf(ben.page)
  await ben.button('Test in the app').click()
  await expect(ben.page.getByText('Sent: it is in your activity.')).toBeVisible()
  await expect.poll(() => unreadOf(ben.page)).toBe(before + 1)
  await ben.button('Send a test mail').click()
  await expect(
    ben.page.getByText('No mail server is set up. Whoever runs this server can set SMTP_URL.'),
  ).toBeVisible()
  const refusing = await member('Ben')
  await refusing.page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await refusing.page.goto('/settings/notifications')
  await refusing.button('Test on this computer').click()
  await expect(refusing.page.getByText(/^It blocks notifications\. Allow them/)).toHaveCount(2)
  await check(refusing.page)

  const allowing = await member('Ben', { permissions: ['notifications'] })
  await workerOf(allowing.page)
  await allowing.page.goto('/settings/notifications')
  await expect(allowing.page.getByText('It may show notifications.')).toBeVisible()
  await allowing.button('Test on this computer').click()
  await expect(allowing.page.getByText(/^Shown\./)).toBeVisible()
  expect(await shownIn(allowing.page)).toEqual([
    { title: 'Try it', body: expect.stringContaining('test'), tag: 'test' },
  ])
})

test('NO: the link in a mail asks first, works for whoever is not signed in, and says when it is wrong', async ({
  stranger,
}) => {
  const page = await stranger()
  await page.goto('/mute/nonsense')
  await expect(page.getByRole('heading', { name: 'No more mails about this conversation?' })).toBeVisible()
  await check(page)
  await page.getByRole('button', { name: 'No more mails' }).click()
  await expect(page.getByRole('heading', { name: 'This link leads nowhere' })).toBeVisible()
})
test.use({ serviceWorkers: 'allow', expected: /401|404|^$/ })

type Seen = { title: string; body: string; tag: string }

/** What the computer shows of us now. */
function shownIn(page: Page): Promise<Seen[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const shown = await registration.getNotifications()
    return shown.map(({ title, body, tag }) => ({ title, body, tag }))
  })
}

async function workerOf(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}))
}

/** Instead of the push service of the browser's maker, which is out of reach: the browser keeps one subscription. */
function keepSubscription(): void {
  const keys = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) }
  const subscription = {
    toJSON: () => ({ endpoint: 'https://push.example/one', keys }),
    async unsubscribe() {
      localStorage.removeItem('subscription')
      return true
    },
  }
  Object.assign(PushManager.prototype, {
    getSubscription: async () => (localStorage.getItem('subscription') === null ? null : subscription),
    async subscribe() {
      localStorage.setItem('subscription', 'one')
      return subscription
    },
  })
}

function isSubscribed(page: Page): Promise<boolean> {
  return page.evaluate(() => localStorage.getItem('subscription') !== null)
}

/** As if nobody could see the tab. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

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

async function conversationOf({ page }: InboxScreen): Promise<string> {
  // The address follows the screen.
  await expect(page).toHaveURL(/\/CN/)
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

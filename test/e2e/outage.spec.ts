import { type Customer, newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({
  serviceWorkers: 'allow',
  expected: /WebSocket connection|Failed to load resource|fetching the script/,
})

test('work goes on while the server is down, and everything is told once it is back', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [asked, finished] = [newCustomer(stage), newCustomer(stage)]
  // A mention waits for one member alone, so each has a number of their own to begin with.
  const waited = { ada: await unreadOf(ada), ben: await unreadOf(ben) }
  await asked.texts('Is there a spare key?')
  await finished.texts('Thanks for everything')
  for (const { row } of [ada, ben]) {
    await expect(row(starting(asked.display))).toBeVisible()
    await expect(row(starting(finished.display))).toBeVisible()
  }
  await ada.open(starting(asked.display))
  await expect(ada.item('Is there a spare key?')).toBeVisible()

  await stage.app.kill()
  for (const { page } of [ada, ben]) await expect(page.getByText('Working offline')).toBeVisible()
  await ada.write('There is, under the mat')
  await expect(ada.item('There is, under the mat')).toContainText('Waiting for a connection')
  await ada.open(starting(finished.display))
  await ada.page.keyboard.press('e')
  await expect(ada.row(starting(finished.display))).toHaveCount(0)
  await expect(ada.page.getByText(/Working offline — [34] changes will be sent/)).toBeVisible()

  await stage.app.start()
  // What came before anybody was back is part of what they missed.
  await asked.texts('Found it, thank you!')
  for (const { page, row } of [ada, ben]) {
    await expect(page.getByText('Working offline')).toHaveCount(0)
    await expect(row(starting(asked.display))).toBeVisible()
    await expect(row(starting(finished.display))).toHaveCount(0)
  }
  for (const screen of [ada, ben]) {
    await screen.open(starting(asked.display))
    await expect(screen.item('There is, under the mat')).toHaveCount(1)
    await expect(screen.item('Found it, thank you!')).toBeVisible()
    await expect(screen.item('There is, under the mat')).toContainText('Delivered')
  }
  await expect(async () => {
    expect(await shown(ada, 'Ada', asked)).toEqual(await shown(ben, 'Ben', asked))
    expect((await unreadOf(ada)) - waited.ada).toBe((await unreadOf(ben)) - waited.ben)
  }).toPass({ timeout: 15_000 })
})

test('a reload paints what was there before the server has said a word', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Remember me')
  await ada.open(starting(customer.display))
  await expect(ada.item('Remember me')).toBeVisible()
  await expect.poll(() => isOnDisk(ada, 'Remember me')).toBe(true)

  // From now on the socket opens, and nobody answers.
  await ada.page.routeWebSocket(/\/sync/, () => {})
  await ada.page.reload()
  await expect(ada.item('Remember me')).toBeVisible()
  await expect(
    ada.inboxes
      .getByRole('link', { name: /^Support/ })
      .or(ada.button('Back'))
      .first(),
  ).toBeVisible()
})

test('what was written offline survives that the page is closed', async ({ member, stage }) => {
  const ada = await member('Ada')
  const customer = newCustomer(stage)
  await customer.texts('Do you ship to Spain?')
  await ada.open(starting(customer.display))
  await expect(ada.item('Do you ship to Spain?')).toBeVisible()
  await expect.poll(() => isOnDisk(ada, 'Do you ship to Spain?')).toBe(true)
  await ada.page.routeWebSocket(/\/sync/, (socket) => socket.close())
  await ada.page.reload()
  await ada.write('We do, within a week')
  await expect(ada.item('We do, within a week')).toContainText('Waiting for a connection')

  const again = await ada.page.context().newPage()
  await ada.page.close()
  await again.goto('/inbox')
  const ben = await member('Ben')
  await ben.open(starting(customer.display))
  await expect(ben.item('We do, within a week')).toContainText('Delivered')
})

async function unreadOf({ inboxes }: InboxScreen): Promise<number> {
  const label = await inboxes.getByRole('link', { name: /^Support/ }).getAttribute('aria-label')
  return Number(/\d+/.exec(label ?? '')?.[0] ?? 0)
}

/** What a member sees of a customer at rest, in words that are the same for everybody. */
async function shown({ row, timeline }: InboxScreen, member: string, customer: Customer) {
  const rows = await row(starting(customer.display)).allInnerTexts()
  const items = await timeline.getByRole('article').allInnerTexts()
  const neutral = (text: string) => text.replace(/\byou\b(?=:|\n|$)/gim, member)
  return { rows: rows.map(neutral), items: items.map(neutral) }
}

/** Whether the browser's copy on disk holds a text. */
function isOnDisk({ page }: InboxScreen, text: string): Promise<boolean> {
  return page.evaluate(async (text) => {
    const opening = indexedDB.open('centralita')
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result)
    })
    const reading = db.transaction('threads').objectStore('threads').getAll()
    const threads = await new Promise((resolve) => {
      reading.onsuccess = () => resolve(reading.result)
    })
    db.close()
    return JSON.stringify(threads).includes(text)
  }, text)
}

function starting(text: string): RegExp {
  return new RegExp(`^${text.replace(/[()]/g, '\\$&')}`)
}

import type { Locator, Page } from '@playwright/test'
import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, type Stage, test } from './story.ts'

test('KB: the command menu shows every command with its key, does it, and Escape leads back', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [name] = await customers(stage, 1)
  await ada.open(named(name))
  await ada.composer.fill('Half a thought')
  await ada.composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 4))

  await ada.page.keyboard.press('Control+k')
  const menu = ada.page.getByRole('dialog', { name: 'Command menu' })
  await expect(menu.getByRole('combobox')).toBeFocused()
  for (const command of ['Mark as done', 'New message', 'Keyboard shortcuts', 'Find a contact'])
    await expect(menu.getByRole('option', { name: command })).toBeVisible()
  await expect(menu.getByRole('option', { name: 'Mark as done' })).toHaveAttribute('aria-keyshortcuts', 'E')
  await ada.page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await expect(ada.composer).toBeFocused()
  expect(await ada.composer.evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(4)

  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('Escape')
  await expect(ada.page.getByText('Choose a conversation')).toBeVisible()
  await ada.page.keyboard.press('Control+k')
  await expect(menu.getByRole('option', { name: 'New message' })).toBeVisible()
  await expect(menu.getByRole('option', { name: 'Mark as done' })).toHaveCount(0)
  await ada.page.keyboard.press('Escape')
  await ada.open(named(name))
  await ada.page.keyboard.press('Control+k')
  // What is typed before that is for the page.
  await expect(menu.getByRole('combobox')).toBeFocused()
  await ada.page.keyboard.type('mkdone')
  await expect(menu.getByRole('option').first()).toHaveText(/^Mark as done/)
  await ada.page.keyboard.press('Enter')
  await expect(ada.row(named(name))).toHaveCount(0)
  await expect(ada.toasts).toContainText('Marked as done')

  await ada.page.keyboard.press('Control+k')
  await ada.page.keyboard.press('Control+k')
  await expect(menu).toHaveCount(0)
  await ada.page.keyboard.press('Control+k')
  await expect(menu.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText(
    /^Mark as done/,
  )
  await expect(menu.getByRole('combobox')).toBeFocused()
  await ada.page.keyboard.type('appearance')
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('dark')
  await ada.page.keyboard.press('Enter')
  await expect(ada.page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('KB: the menu is there in the frame in which it is asked for', async ({ member }) => {
  const { page } = await member('Ada')
  // Its code comes when the page is idle.
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('CommandMenu')),
  )
  // It has come once it has been seen.
  await page.keyboard.press('Control+k')
  const menu = page.getByRole('dialog', { name: 'Command menu' })
  await expect(menu.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  const shown = await page.evaluate(async () => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true }),
    )
    await new Promise(requestAnimationFrame)
    return document.querySelectorAll('[role="dialog"] [role="option"]').length
  })
  expect(shown).toBeGreaterThan(10)
})

test('KB: a contact is found by name or by number, written in any way', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [name] = await customers(stage, 1)
  await expect(ada.row(named(name))).toBeVisible()
  const digits = name.replace(/\D/g, '')
  await find(ada, 'dora mil')
  await ada.page
    .getByRole('option', { name: /^Dora Mills/ })
    .first()
    .click()
  await expect(ada.page.getByRole('heading', { name: 'Dora Mills' })).toBeVisible()
  await back(ada)
  for (const said of [`+1 ${digits.slice(0, 3)} ${digits.slice(3)}`, digits, name]) {
    await find(ada, said)
    await expect(ada.page.getByRole('dialog').getByRole('option').first()).toContainText(name)
    await ada.page.keyboard.press('Enter')
    await expect(ada.page.getByRole('heading', { name })).toBeVisible()
    await back(ada)
  }
})

test('KB: G and I leads to the inbox, and a slip on the way does nothing', async ({ member, stage }) => {
  const ada = await member('Ada')
  const [name] = await customers(stage, 1)
  await ada.open(named(name))
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('ArrowDown')
  await ada.page.keyboard.press('g')
  await ada.page.keyboard.press('e')
  await expect(ada.row(named(name))).toBeVisible()
  await ada.page.keyboard.press('g')
  await ada.page.keyboard.press('i')
  await expect(ada.page.getByText('Choose a conversation')).toBeVisible()
})

test('KB: a key is given to another command, on every device of its owner alone', async ({
  member,
  stage,
}) => {
  const [ada, again, ben] = [await member('Ada'), await member('Ada'), await member('Ben')]
  const [first, second] = await customers(stage, 2)
  await ada.page.keyboard.press('?')
  const sheet = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByRole('searchbox').fill('mark as')
  await expect(sheet.getByRole('listitem')).toHaveCount(5)
  await sheet.getByRole('button', { name: 'Change keys' }).click()
  await sheet.getByRole('button', { name: 'Mark as spam: add a key' }).press('Enter')
  await ada.page.keyboard.press('e')
  const alert = sheet.getByRole('alert')
  await expect(alert).toContainText('E is “Mark as done”. Use it here instead?')
  await check(ada.page)
  await alert.getByRole('button', { name: 'Use it here' }).click()
  await sheet.getByRole('button', { name: 'Mark as done: add a key' }).click()
  await ada.page.keyboard.press('Control+Shift+d')
  await expect(sheet.getByRole('button', { name: 'Mark as done: remove Control+Shift+D' })).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  await expect(again.row(named(second))).toHaveAttribute('aria-posinset', '1')
  await again.open(named(first))
  // The other device, too, knows of both.
  await expect(again.button('Mark as done')).toHaveAttribute('aria-keyshortcuts', 'Control+Shift+D')
  await again.page.keyboard.press('Escape')
  await again.page.keyboard.press('ArrowDown')
  await expect(again.row(named(second))).toHaveAttribute('aria-selected', 'true')
  await again.page.keyboard.press('e')
  await expect(again.toasts).toContainText('Marked as spam')
  await again.page.keyboard.press('Control+z')
  await expect(again.row(named(second))).toBeVisible()
  await again.page.keyboard.press('Control+Shift+d')
  await expect(again.toasts).toContainText('Marked as done')

  await ben.open(named(first))
  await expect(ben.button('Mark as done')).toHaveAttribute('aria-keyshortcuts', 'E')

  await ada.page.keyboard.press('?')
  await sheet.getByRole('button', { name: 'Change keys' }).click()
  await sheet.getByRole('button', { name: 'Back to the usual keys', exact: true }).click()
  await expect(sheet.getByRole('button', { name: 'Mark as done: remove E' })).toBeVisible()
  const single = again.page.locator('[aria-keyshortcuts]:not([aria-keyshortcuts*="+"])')
  await expect(single).not.toHaveCount(0)
  await sheet.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck()
  await ada.page.keyboard.press('Escape')
  // Not before the other device, too, knows of it.
  await expect(single).toHaveCount(0)
  await again.page.keyboard.press('?')
  await expect(again.page.getByRole('dialog')).toHaveCount(0)
  await ada.page.getByRole('button', { name: /account/i }).click()
  await ada.page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await sheet.getByRole('checkbox', { name: 'Single-key shortcuts' }).check()
  // The next story is told with them.
  await expect(single).not.toHaveCount(0)
})

test('KB: many are selected by key and by mouse, done at once, and taken back at once', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const names = await customers(stage, 4)
  const [third, second, first] = names
  const row = (name: string | undefined) => ada.row(named(name ?? ''))
  await expect(row(names[3])).toHaveAttribute('aria-posinset', '1')
  await expect(ada.list).toHaveAttribute('aria-multiselectable', 'true')

  await ada.page.keyboard.press('ArrowDown')
  await ada.page.keyboard.press('ArrowDown')
  await ada.page.keyboard.press('x')
  await ada.page.keyboard.press('Shift+ArrowDown')
  await ada.page.keyboard.press('Shift+J')
  await expect(ada.page.getByText('3 selected').first()).toBeVisible()
  for (const name of [first, second, third]) await expect(row(name)).toHaveAttribute('aria-selected', 'true')
  await expect(row(names[3])).toHaveAttribute('aria-selected', 'false')
  await check(ada.page)
  await ada.page.keyboard.press('Shift+K')
  await expect(ada.page.getByText('2 selected').first()).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await expect(ada.page.getByText(/\d selected/)).toHaveCount(0)

  await row(first).click({ modifiers: ['Control'] })
  await row(third).click({ modifiers: ['Shift'] })
  await expect(ada.page.getByText('3 selected').first()).toBeVisible()
  await ada.page.keyboard.press('e')
  for (const name of [first, second, third])
    for (const screen of [ada, ben]) await expect(screen.row(named(name ?? ''))).toHaveCount(0)
  await expect(ada.toasts).toContainText('3 marked as done')
  await ada.page.keyboard.press('Control+z')
  for (const name of [first, second, third])
    for (const screen of [ada, ben]) await expect(screen.row(named(name ?? ''))).toBeVisible()
  await expect(ada.toasts).toContainText('Undone')

  await ada.page.keyboard.press('Control+a')
  const total = await ada.list.getByRole('option').first().getAttribute('aria-setsize')
  await expect(ada.page.getByText(`${total} selected`).first()).toBeVisible()
  await ada.page.keyboard.press('Control+k')
  const menu = ada.page.getByRole('dialog', { name: 'Command menu' })
  await expect(menu.getByRole('option', { name: 'Mark as unread' })).toContainText(`${total} selected`)
  await expect(menu.getByRole('combobox')).toBeFocused()
  await ada.page.keyboard.press('Escape')
  await ada.button('Clear the selection').click()
  await expect(ada.page.getByText(/\d selected/)).toHaveCount(0)
})

test('KB: all of a list is selected, also what is not loaded yet, and is one change', async ({ member }) => {
  const ada = await member('Ada')
  await ada.page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(ada.list.getByRole('option').first()).toBeVisible()
  await ada.list
    .getByRole('option')
    .first()
    .click({ modifiers: ['Control'] })
  await ada.page.getByRole('button', { name: /^Select all/ }).click()
  await expect(ada.page.getByText(/^\d{2,} selected$/).first()).toBeVisible()
  await expect(ada.page.getByRole('button', { name: /^Select all/ })).toHaveCount(0)
  await ada.button('Mark as unread').click()
  await expect(ada.toasts).toContainText(/\d{2,} marked as unread/)
  await expect(ada.list.getByRole('option')).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.list.getByRole('option').first()).toBeVisible()
})

test('KB: undo goes back step by step, and leaves what somebody else has changed since', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [first, second] = await customers(stage, 2)
  await ada.row(named(first)).click({ modifiers: ['Control'] })
  await ada.row(named(second)).click({ modifiers: ['Control'] })
  await ada.page.keyboard.press('e')
  await expect(ben.row(named(first))).toHaveCount(0)
  await ben.page.getByRole('button', { name: 'Done', exact: true }).click()
  await ben.open(named(first))
  await ben.page.keyboard.press('!')
  await expect(ben.row(named(first))).toHaveCount(0)
  // Not before this screen, too, knows of it.
  await ada.page.getByRole('button', { name: 'Spam', exact: true }).click()
  await expect(ada.row(named(first))).toBeVisible()
  await ada.page.getByRole('button', { name: /^Open\b/ }).click()
  await ada.page.keyboard.press('Control+z')
  await expect(ada.row(named(second))).toBeVisible()
  await expect(ada.row(named(first))).toHaveCount(0)
  await expect(ada.toasts).toContainText('1 conversation was changed by somebody since')

  await ada.open(named(second))
  await ada.page.keyboard.press('u')
  await expect(ada.toasts).toContainText('Marked as unread')
  await ada.page.keyboard.press('e')
  await expect(ada.row(named(second))).toHaveCount(0)
  await ada.page.keyboard.press('Control+z')
  await expect(ada.row(named(second))).toHaveAccessibleName(/unread/)
  await ada.page.keyboard.press('Control+z')
  await expect(ada.row(named(second))).not.toHaveAccessibleName(/unread/)
})

test('KB: a menu opens at the first press, before its code was there and after', async ({ member }) => {
  const { page } = await member('Ada')
  const filter = page.getByRole('button', { name: 'Filter and sort' })
  for (let time = 1; time <= 2; time++) {
    await filter.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitemcheckbox', { name: 'Unread' })).toBeVisible()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('[role="menu"]') !== null))
      .toBe(true)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
    await expect(filter).toBeFocused()
  }
})

test('KB: while somebody types, Ctrl Z and Ctrl A belong to the text', async ({ member, stage }) => {
  const ada = await member('Ada')
  const [name] = await customers(stage, 1)
  await ada.open(named(name))
  await ada.button('Mark as unread').click()
  await ada.composer.click()
  await ada.page.keyboard.type('Hello')
  await ada.page.keyboard.press('Control+a')
  await expect(ada.page.getByText(/\d selected/)).toHaveCount(0)
  await ada.page.keyboard.press('Control+z')
  await expect(ada.composer).not.toHaveValue('Hello')
  await expect(ada.toasts).not.toContainText('Undone')
})

test('KB: a finger that rests selects, and the bar does the rest', { tag: '@phone-only @phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [first, second] = await customers(stage, 2)
  // The one who came last moves the other down: not under the finger.
  await expect(ada.row(named(second))).toHaveAttribute('aria-posinset', '1')
  await press(ada.row(named(first)), ada.page)
  await expect(ada.page.getByText('1 selected').first()).toBeVisible()
  await expect(ada.row(named(first))).toHaveAttribute('aria-selected', 'true')
  await ada.row(named(second)).tap()
  await expect(ada.page.getByText('2 selected').first()).toBeVisible()
  await check(ada.page)
  await ada.button('Mark as done').tap()
  for (const name of [first, second]) await expect(ada.row(named(name))).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).tap()
  for (const name of [first, second]) await expect(ada.row(named(name))).toBeVisible()
})

test('KB: going back closes the command menu on a phone, and stays where one was', {
  tag: '@phone-only @phone',
}, async ({ member }) => {
  const { page, open, composer } = await member('Ada')
  await open(/^Dora Mills/)
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Search', exact: true }).tap()
  const menu = page.getByRole('dialog', { name: 'Command menu' })
  await menu.waitFor()
  await page.waitForFunction(() => history.state === 'over the page')
  await page.goBack()
  await expect(menu).toHaveCount(0)
  await expect(page.getByRole('listbox')).toBeVisible()
  await page.getByRole('button', { name: 'Search', exact: true }).tap()
  await page.getByRole('combobox').fill('dora mil')
  await page
    .getByRole('option', { name: /^Dora Mills/ })
    .first()
    .tap()
  await expect(composer).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`KB: the command menu is within everybody’s reach, in ${colorScheme}`, { tag: '@phone' }, async ({
    member,
  }) => {
    const { page } = await member('Ada', { colorScheme })
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.getByRole('dialog', { name: 'Command menu' }).waitFor()
    await check(page)
    await page.keyboard.type('dora')
    await page
      .getByRole('option', { name: /^Dora Mills/ })
      .first()
      .waitFor()
    await check(page)
    await page.getByRole('combobox').fill('find a contact')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Find a contact' }).getByRole('combobox').fill('zzzz')
    await page.getByText('Nothing found').waitFor()
    await check(page)
  })

test('KB: the same in Spanish and French, on their keyboards', async ({ member }) => {
  for (const [locale, words] of Object.entries(WORDS)) {
    const { page } = await memberIn(member, locale)
    // Their slash is above the 7 or needs Shift in another place.
    await page.evaluate(() =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: '/',
          code: 'Digit7',
          ctrlKey: true,
          shiftKey: true,
          bubbles: true,
        }),
      ),
    )
    const field = page.getByRole('dialog').getByRole('combobox')
    await expect(page.getByRole('dialog', { name: words.find })).toBeVisible()
    await expect(field).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(field).toHaveCount(0)
    await page.keyboard.press('Control+k')
    await expect(field).toBeFocused()
    await page.keyboard.type(words.said)
    await expect(page.getByRole('dialog').getByRole('option').first()).toContainText(words.done)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: words.sheet })).toBeVisible()
  }
})

const WORDS = {
  'es-ES': {
    find: 'Buscar un contacto',
    said: 'finaliz',
    done: 'Marcar como finalizada',
    sheet: 'Atajos de teclado',
  },
  'fr-FR': {
    find: 'Trouver un contact',
    said: 'terminee',
    done: 'Marquer comme terminée',
    sheet: 'Raccourcis clavier',
  },
}

type Member = (name: 'Ada', options?: object) => Promise<InboxScreen>

// The screen is found by its English names: this one is only opened.
async function memberIn(member: Member, locale: string): Promise<{ page: Page }> {
  const { page } = await member('Ada')
  await page.addInitScript((tag) => {
    Object.defineProperty(navigator, 'languages', { get: () => [tag] })
  }, locale)
  await page.reload()
  await page.getByRole('option').first().waitFor()
  await page.getByRole('option').first().click()
  await page.getByRole('heading', { level: 2 }).last().waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  return { page }
}

// New ones, whom nobody has named, the first at the end of the list.
async function customers(stage: Stage, count: number): Promise<[string, ...string[]]> {
  const displays: string[] = []
  for (let number = 0; number < count; number++) {
    const customer = newCustomer(stage)
    await customer.texts('Hello?')
    displays.push(customer.display)
  }
  const [first = '', ...others] = displays
  return [first, ...others]
}

function named(display = ''): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

async function find({ page }: InboxScreen, said: string): Promise<void> {
  const search = page.getByRole('button', { name: 'Search', exact: true })
  if (await page.evaluate(() => matchMedia('(width < 48rem)').matches)) await search.click()
  else await page.keyboard.press('Control+/')
  await page.getByRole('combobox').fill(said)
}

async function back({ page }: InboxScreen): Promise<void> {
  const button = page.getByRole('button', { name: 'Back', exact: true })
  if (await button.isVisible()) await button.click()
  else await page.keyboard.press('Escape')
}

async function press(row: Locator, page: Page): Promise<void> {
  const box = await row.boundingBox()
  if (!box) throw new Error('The row is not in view')
  const client = await page.context().newCDPSession(page)
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await expect(row).toHaveAttribute('aria-selected', 'true')
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

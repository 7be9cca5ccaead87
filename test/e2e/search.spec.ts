import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import { inboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

function searchScreen(page: Page) {
  const field = page.getByRole('combobox', { name: 'Search contacts, numbers and messages' })
  const results = page.getByRole('listbox', { name: 'Results' })
  return {
    field,
    results,
    result: (name: string | RegExp) => results.getByRole('option', { name }),
    async open() {
      await page.goto('/search')
      await expect(field).toBeFocused()
    },
  }
}

test('a text is found the moment after it came, and opens where it was said', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const { page } = await member('Ada')
  const { open, field, result } = searchScreen(page)
  const { item } = inboxScreen(page)
  const customer = newCustomer(stage)
  const word = `kumquat${customer.number.slice(-4)}`
  await open()
  await customer.texts(`Do you have a ${word} basket?`)
  await expect(async () => {
    await field.fill('')
    await field.fill(`basket ${word}`)
    await expect(result(/Do you have a/)).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(result(/Do you have a/).locator('mark')).toHaveText([word, 'basket'])
  await field.press('Enter')
  await expect(item(word)).toBeInViewport()

  await page.goBack()
  await expect(field).toHaveValue(`basket ${word}`)
  await expect(result(/Do you have a/)).toBeVisible()
})

test('contacts are found by name and by any part of a number', { tag: '@phone' }, async ({ member }) => {
  const { page } = await member('Ada')
  const { open, field, result } = searchScreen(page)
  await open()
  for (const text of ['dora', 'MILLS do', '555-0177', '+1 415 555 01', '(415) 555-0177']) {
    await field.fill(text)
    await expect(result(/^Dora Mills/).first()).toBeVisible()
  }
  await result(/^Dora Mills/)
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Dora Mills' })).toBeVisible()
})

test('what lies far back opens with what was said around it, and goes on from there to now', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const { page } = await member('Ada')
  const { open, field, result } = searchScreen(page)
  const { item, timeline, button } = inboxScreen(page)
  const customer = newCustomer(stage)
  const name = customer.number.slice(-4)
  const all = Array.from({ length: 160 }, (_, n) =>
    n === 20 ? `the durian${name} itself` : `durian text number ${n + 1}.`,
  )
  // Away from the list, which would hold the newest threads from their beginning.
  await open()
  for (const text of all) await customer.texts(text)
  await expect(async () => {
    await field.fill('')
    await field.fill(`durian${name}`)
    await expect(result(/itself/)).toBeVisible({ timeout: 500 })
  }).toPass()
  await result(/itself/).click()
  await expect(item(/itself/)).toBeInViewport()
  await expect(item('number 20.')).toBeInViewport()
  await expect(item('number 160.')).toHaveCount(0)

  // Downwards, until the newest is there without a gap.
  await expect(async () => {
    await timeline.evaluate((log) => log.scrollBy(0, 600))
    await expect(item('number 160.')).toBeInViewport({ timeout: 50 })
  }).toPass({ intervals: [20] })
  await expect(item(/number (2[2-9]|[3-9]\d|1\d\d)\./)).toHaveCount(139)

  await page.goBack()
  await result(/itself/).click()
  await expect(item(/itself/)).toBeInViewport()
  await button('Newest').click()
  await expect(item('number 160.')).toBeInViewport()
  await expect(button('Newest')).toHaveCount(0)
})

test('nobody finds what is said in an inbox that is not theirs', async ({ member, stage }) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  const customer = newCustomer(stage, 'Support')
  const word = `rambutan${customer.number.slice(-4)}`
  await customer.texts(`One ${word}, please`)
  const [hers, cleos] = [searchScreen(ada.page), searchScreen(cleo.page)]
  await hers.open()
  await expect(async () => {
    await hers.field.fill('')
    await hers.field.fill(word)
    await expect(hers.result(/please/)).toBeVisible({ timeout: 500 })
  }).toPass()
  await cleos.open()
  for (const text of [word, customer.number, customer.display]) {
    await cleos.field.fill(text)
    await expect(cleo.page.getByText('Nothing found').first()).toBeVisible()
    await expect(cleos.results).toHaveCount(0)
  }
})

test('filters in the text are understood, shown, and taken away', { tag: '@phone' }, async ({ member }) => {
  const { page } = await member('Ada')
  const { open, field, results } = searchScreen(page)
  const chips = page.getByRole('list', { name: 'Filters' })
  await open()
  await page.getByRole('button', { name: 'from:' }).click()
  await field.pressSequentially('me in:support')
  await expect(chips.getByRole('listitem')).toHaveText([/^From\s*me/, /^In\s*support/])
  await expect(results.getByRole('option').first()).toContainText('You')
  await chips.getByRole('button', { name: /^In support/ }).click()
  await expect(field).toHaveValue('from:me')
  await field.fill('bike in:nowhere')
  await expect(page.getByText('A filter names nothing that is here')).toBeVisible()
  await field.fill('zzzzyzzzz')
  await expect(page.getByText('Nothing found').first()).toBeVisible()
})

test('INB-12: what was said in a chat is found beside conversations, by who is in it alone, and opens there', {
  tag: '@phone',
}, async ({ member }) => {
  const [ada, cleo] = [(await member('Ada')).page, (await member('Cleo')).page]
  const { open, field, results, result } = searchScreen(ada)
  await open()
  await field.fill('play counter')
  await expect(result(/Of course|play/)).toHaveCount(0)
  await field.fill('school play')
  await expect(result(/Can I leave at four/)).toBeVisible()
  await expect(results.getByRole('group', { name: 'Team chats' })).toBeVisible()
  await check(ada)
  await result(/Can I leave at four/).click()
  await expect(
    ada.getByRole('log', { name: 'Timeline' }).getByRole('article').filter({ hasText: 'four' }),
  ).toBeInViewport()

  const hers = searchScreen(cleo)
  await hers.open()
  await hers.field.fill('truing stand')
  await expect(hers.result(/back from repair/)).toBeVisible()
  await hers.field.fill('school play')
  await expect(cleo.getByText('Nothing found').first()).toBeVisible()
})

test('the command menu finds what was said, and leads to all of it', async ({ member, stage }) => {
  const { page } = await member('Ada')
  const customer = newCustomer(stage)
  const word = `tamarind${customer.number.slice(-4)}`
  await customer.texts(`A jar of ${word}`)
  const menu = page.getByRole('dialog', { name: 'Command menu' })
  // Pressed again, it would close.
  await page.keyboard.press('Control+k')
  await expect(async () => {
    await menu.getByRole('combobox').fill('')
    await menu.getByRole('combobox').fill(word)
    await expect(menu.getByRole('option', { name: `A jar of ${word}` })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.getByRole('option', { name: `A jar of ${word}` }).click()
  await expect(inboxScreen(page).item(word)).toBeInViewport()

  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Command menu' }).getByRole('combobox').fill(word)
  await page.getByRole('option', { name: /^Search messages for/ }).click()
  await expect(searchScreen(page).result(/A jar of/)).toBeVisible()
})

test('everything by key: down, up, Enter, and Escape empties the field', async ({ member }) => {
  const { page } = await member('Ada')
  const { open, field, results } = searchScreen(page)
  await open()
  await field.fill('bike')
  const options = results.getByRole('option')
  await expect(options.nth(1)).toBeVisible()
  await expect(options.nth(0)).toHaveAttribute('aria-selected', 'true')
  await field.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await field.press('ArrowUp')
  await expect(field).toHaveAttribute(
    'aria-activedescendant',
    (await options.nth(0).getAttribute('id')) ?? '',
  )
  await field.press('Escape')
  await expect(field).toHaveValue('')
  await expect(page.getByText('Find anything that was said')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`search is within everybody’s reach in ${colorScheme}`, { tag: '@phone' }, async ({ member }) => {
    const { page } = await member('Ada', { colorScheme })
    const { open, field, results } = searchScreen(page)
    await open()
    await check(page)
    await field.fill('bike has:picture in:nowhere')
    await expect(page.getByText('A filter names nothing that is here')).toBeVisible()
    await check(page)
    await field.fill('dora bike')
    await field.fill('the')
    await expect(results.getByRole('option').first()).toBeVisible()
    await check(page)
  })
}

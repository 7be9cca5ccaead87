import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test('AS-1, INB-15: what is assigned is in its section on every screen, and the thread says who did it', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  await texts('Who takes care of me?')
  await ada.open(name)
  await ada.button('Assign').click()
  await choose(ada, 'Ben')
  await expect(ada.toasts).toContainText('Assigned to Ben')
  await expect(ada.item('You assigned this to Ben')).toBeVisible()
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)

  await section(ben, /^Mine/)
  await expect(ben.row(name)).toBeVisible()
  await section(ada, /^Others/)
  await expect(ada.row(name)).toBeVisible()
  await section(ada, /^Unassigned/)
  await expect(ada.row(name)).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.row(name)).toBeVisible()
  await expect(ben.row(name)).toHaveCount(0)
})

test('AS-4: who is not available cannot be given anything, and the screen says why', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  await texts('Anybody free?')
  await ada.open(name)
  await ada.page.keyboard.press('a')
  await expect(menu(ada).getByRole('option', { name: 'Ben', exact: true })).toBeVisible()
  // The open menu says it too.
  await setAvailable(ben, false)
  await expect(menu(ada).getByRole('option', { name: /^Ben/ })).toContainText('not available')
  await choose(ada, 'Ben')
  await expect(ada.toasts).toContainText('Ben is not available')
  await expect(ada.row(name)).not.toHaveAccessibleName(/Assigned/)

  await ben.open(name)
  await ben.page.keyboard.press('i')
  await expect(ben.toasts).toContainText('Ben is not available')
  await setAvailable(ben, true)
  await ben.open(name)
  await ben.page.keyboard.press('i')
  await expect(ada.row(name)).toHaveAccessibleName(/Assigned to Ben/)
})

test('snoozed, it is out of the way until the customer writes, with who has it', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  await texts('Not today')
  await ada.open(name)
  await ada.page.keyboard.press('i')
  await ada.page.keyboard.press('h')
  await menu(ada).getByRole('combobox').fill('tomorrow 3pm')
  await expect(menu(ada).getByRole('option').first()).toContainText('3:00')
  await ada.page.keyboard.press('Enter')
  await expect(ada.toasts).toContainText(/Snoozed until .*3:00/)
  for (const { row } of [ada, ben]) await expect(row(name)).toHaveCount(0)
  await ben.button('Filter and sort').click()
  await ben.page.getByRole('menuitemcheckbox', { name: 'Snoozed' }).click()
  await ben.page.keyboard.press('Escape')
  await expect(ben.row(name)).toHaveAccessibleName(/until .*3:00/)

  await texts('Today after all')
  await expect(ada.row(name)).toHaveAccessibleName(/Today after all/)
  await expect(ada.row(name)).toHaveAccessibleName(/Assigned to you/)
  await expect(ben.row(name)).toHaveCount(0)
})

test('CH-9, CH-5: a tag made in passing is on every screen, filters the list, and is kept as a segment', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  const tag = `Wheel ${Date.now() % 10_000}`
  await texts('My wheel is bent')
  await ada.open(name)
  await ada.page.keyboard.press('l')
  await menu(ada).getByRole('combobox').fill(tag)
  await ada.page.keyboard.press('Enter')
  await expect(ben.row(name)).toContainText(tag)

  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitem', { name: 'More filters…' }).click()
  await ada.page.getByLabel('Tag').selectOption({ label: tag })
  await ada.button('Show').click()
  await expect(ada.list.getByRole('option')).toHaveCount(1)
  await ada.button('Save as segment').click()
  const dialog = ada.page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Bent wheels')
  await dialog.getByLabel(/everybody/).check()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await ben.page.getByRole('link', { name: 'Bent wheels' }).click()
  await expect(ben.list.getByRole('option')).toHaveCount(1)
  await expect(ben.row(name)).toBeVisible()

  await ada.button('Reset filters').click()
  await expect.poll(() => ada.list.getByRole('option').count()).toBeGreaterThan(5)
})

test('CH-2, CH-3, CH-7: unread, waiting and their order by one menu', async ({ member, stage }) => {
  const ada = await member('Ada')
  const { name, texts } = customerOf(stage)
  await texts('Still there?')
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemcheckbox', { name: 'Waiting for a reply' }).click()
  await ada.page.getByRole('menuitemradio', { name: 'Waiting longest first' }).click()
  await ada.page.keyboard.press('Escape')
  await expect(ada.row(name)).toBeVisible()
  await expect(ada.list.getByRole('option').last()).toHaveAccessibleName(name)
  const waiting = await ada.list.getByRole('option').count()

  await ada.open(name)
  await ada.write('Yes, we are.')
  await expect(ada.list.getByRole('option')).toHaveCount(waiting - 1)
  await expect(ada.row(name)).toHaveCount(0)
})

test('ST-13: the team’s pins stand first for everybody, one’s own only for oneself', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [own, shared, other] = [customerOf(stage), customerOf(stage), customerOf(stage)]
  for (const one of [own, shared, other]) await one.texts('Hello')
  await ada.open(shared.name)
  await ada.page.keyboard.press('p')
  await expect(ben.row(shared.name)).toHaveAttribute('aria-posinset', '1')
  await ada.open(own.name)
  await ada.page.keyboard.press('Shift+p')
  await expect(ada.row(own.name)).toHaveAttribute('aria-posinset', '1')
  await expect(ada.row(shared.name)).toHaveAttribute('aria-posinset', '2')
  await other.texts('Newer than all')
  await expect(ben.row(shared.name)).toHaveAttribute('aria-posinset', '1')
  await expect(ben.row(other.name)).toHaveAttribute('aria-posinset', '2')
  await ada.open(shared.name)
  await ada.page.keyboard.press('p')
  await expect(ben.row(shared.name)).not.toHaveAttribute('aria-posinset', '1')
  await ada.open(own.name)
  await ada.page.keyboard.press('Shift+p')
  await expect(ada.row(own.name)).not.toHaveAttribute('aria-posinset', '1')
})

test('INB-14: moved, it is in the other inbox, and who is not there no longer sees it', async ({
  member,
  stage,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  const { name, texts } = customerOf(stage)
  await texts('I want to buy one')
  await ben.open(name)
  await expect(ben.item('I want to buy one')).toBeVisible()
  await ada.open(name)
  await ada.page.keyboard.press('m')
  await choose(ada, 'Sales')
  await expect(cleo.row(name)).toBeVisible()
  await expect(ben.row(name)).toHaveCount(0)
  await expect(ben.item('I want to buy one')).toHaveCount(0)
  await texts('In which size?')
  await expect(cleo.row(name)).toHaveAccessibleName(/In which size/)
})

test('ST-12: deleting asks for a word, takes everything, and the next text begins anew', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  await texts('Forget what I said')
  await ben.open(name)
  await ben.button('More actions').click()
  await expect(ben.page.getByRole('menuitem', { name: 'Details' })).toBeVisible()
  await expect(ben.page.getByRole('menuitem', { name: /Delete/ })).toHaveCount(0)
  await ben.page.keyboard.press('Escape')

  await ada.open(name)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: /Delete for good/ }).click()
  const forGood = ada.page.getByRole('dialog').getByRole('button', { name: 'Delete for good' })
  await expect(forGood).toBeDisabled()
  await ada.page.getByLabel(/Type delete/).fill('delete')
  await forGood.click()
  for (const { row } of [ada, ben]) await expect(row(name)).toHaveCount(0)
  await expect(ben.item('Forget what I said')).toHaveCount(0)

  await texts('Hello again')
  await expect(ben.row(name)).toBeVisible()
  await ben.open(name)
  await expect(ben.item('Hello again')).toBeVisible()
  await expect(ben.item('Forget what I said')).toHaveCount(0)
})

test('CH-10, CH-11: the details tell of the customer and the conversation, and what is put right is on every screen', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = customerOf(stage)
  await texts('It is Fern')
  await ada.open(name)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Details' }).click()
  const details = ada.page.getByRole('complementary', { name: 'Details' })
  await expect(details).toContainText('Text message')
  await details.getByRole('button', { name: 'Edit contact' }).click()
  await details.getByLabel('Name').fill('Fern Ashby')
  await details.getByLabel('Company').fill('Ashby Trees')
  await details.getByLabel('Properties').fill('VIP')
  await expect(details.getByText('Each line needs a name, a colon and a value.')).toBeVisible()
  await details.getByLabel('Properties').fill('VIP: yes')
  await details.getByRole('button', { name: 'Save' }).click()
  await expect(ben.row(/^Fern Ashby/)).toBeVisible()

  await ben.button('Filter and sort').click()
  await ben.page.getByRole('menuitem', { name: 'More filters…' }).click()
  await ben.page.getByLabel('Company').fill('ashby trees')
  await ben.page.getByLabel('Property').fill('vip: YES')
  await ben.button('Show').click()
  await expect(ben.list.getByRole('option')).toHaveCount(1)
  await expect(ben.row(/^Fern Ashby/)).toBeVisible()
})

test('ST-11, K-1: where unread is personal, one’s reading is nobody else’s', async ({ member, stage }) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await unreadIs(ada, 'each member’s own')
  const { name, texts } = customerOf(stage, 'Sales')
  await texts('Do you have bells?')
  for (const { row } of [ada, cleo]) await expect(row(name)).toHaveAccessibleName(/unread/)
  await ada.open(name)
  await expect(ada.row(name)).not.toHaveAccessibleName(/unread/)
  await expect(cleo.row(name)).toHaveAccessibleName(/unread/)

  await unreadIs(ada, 'each member’s own, until somebody answers')
  await ada.write('We do.')
  await expect(cleo.row(name)).not.toHaveAccessibleName(/unread/)
  await unreadIs(ada, 'the team’s')
})

test('all inboxes are one list, in Spanish and in French too', { tag: '@phone' }, async ({
  stranger,
  stage,
}) => {
  const customers = [customerOf(stage), customerOf(stage, 'Sales')]
  for (const { texts } of customers) await texts('Anywhere')
  for (const [locale, all, filter, waiting] of [
    ['en-US', 'All inboxes', 'Filter and sort', 'Waiting for a reply'],
    ['es-ES', 'Todas las bandejas', 'Filtrar y ordenar', 'Esperan respuesta'],
    ['fr-FR', 'Toutes les boîtes', 'Filtrer et trier', 'En attente de réponse'],
  ] as const) {
    const page = await stranger({ locale })
    await page.context().addCookies(stage.cookies.Ada ?? [])
    await page.goto('/inbox')
    await page.getByRole('link', { name: new RegExp(`^${all}`) }).click()
    await page.getByRole('button', { name: filter }).click()
    await page.getByRole('menuitemcheckbox', { name: waiting }).click()
    await page.keyboard.press('Escape')
    for (const { name } of customers) await expect(page.getByRole('option', { name })).toBeVisible()
  }
})

type Stage = Parameters<typeof newCustomer>[0]

function customerOf(
  stage: Stage,
  inbox: 'Support' | 'Sales' = 'Support',
): { name: RegExp; texts(text: string): Promise<void> } {
  const customer = newCustomer(stage, inbox)
  const escaped = customer.display.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return { name: new RegExp(`^${escaped}`), texts: customer.texts }
}

function menu({ page }: InboxScreen) {
  return page.getByRole('dialog', { name: 'Command menu' })
}

async function choose(screen: InboxScreen, choice: string): Promise<void> {
  await menu(screen)
    .getByRole('option', { name: new RegExp(`^${choice}`) })
    .click()
}

async function section({ page }: InboxScreen, name: RegExp): Promise<void> {
  await page.getByRole('group', { name: 'Assigned to' }).getByRole('button', { name }).click()
}

async function setAvailable({ page }: InboxScreen, available: boolean): Promise<void> {
  await page.getByRole('button', { name: /account menu/i }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Available' }).setChecked(available)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

async function unreadIs({ page }: InboxScreen, mode: string): Promise<void> {
  await page.getByRole('button', { name: 'Inbox settings' }).click()
  await page.getByLabel('Unread is').selectOption({ label: mode })
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved' }).first().waitFor()
  await page.goBack()
}

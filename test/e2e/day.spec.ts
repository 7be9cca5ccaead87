import { fromPublicId } from '#kit/id.ts'
import { newCustomer } from './customers.ts'
import { type InboxScreen, shownTo } from './screens.ts'
import { say } from './socket.ts'
import { expect, test } from './story.ts'

test('AS-1, AS-5, INB-15: what is assigned is in its section on every screen, and the thread says who did it', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
  await texts('Who takes care of me?')
  await section(ben, /^Unassigned/)
  await expect(ben.row(name)).toBeVisible()
  await section(ben, /^All/)
  await ada.open(name)
  await ada.button('Assign').click()
  await choose(ada, 'Ben')
  await expect(ada.toasts).toContainText('Assigned to Ben')
  await expect(ada.item('You assigned this to Ben')).toBeVisible()
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)

  await section(ben, /^Mine/)
  await ben.open(name)
  await expect.poll(() => shownTo('Ben', ben)).toEqual(await shownTo('Ada', ada))
  await section(ada, /^Others/)
  await expect(ada.row(name)).toBeVisible()
  await section(ada, /^Unassigned/)
  await expect(ada.row(name)).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.row(name)).toBeVisible()
  await expect(ben.row(name)).toHaveCount(0)
})

test('AS-3, AS-4: who is not available cannot be given anything, and the screen says why', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
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

test('ruling 10, AS-4: who had it by mistake no more has it again, also while not available', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
  await texts('Who takes care of me?')
  await ada.open(name)
  await ada.page.keyboard.press('a')
  await choose(ada, 'Ben')
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
  await ada.page.keyboard.press('a')
  await choose(ada, 'Nobody')
  await expect(ben.row(name)).not.toHaveAccessibleName(/Assigned/)
  await setAvailable(ben, false)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.toasts).toContainText('Undone')
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
  await setAvailable(ben, true)
})

test('ruling 10: what cannot be taken back any more is not said to be, but why', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const { name, texts } = newCustomer(stage)
  await texts('In a moment')
  await ada.open(name)
  const id = fromPublicId('CN', new URL(ada.page.url()).pathname.split('/').at(-1) ?? '')
  const until = Date.now() + 3_000
  await say(ada.page, 'conversation.snooze', { ids: [id], until: new Date(until).toISOString() })
  await expect(ada.row(name)).toHaveCount(0)
  await ada.page.keyboard.press('o')
  await expect(ada.row(name)).toBeVisible()
  await expect.poll(() => Date.now()).toBeGreaterThan(until)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.toasts).toContainText('That time is over')
  await expect(ada.toasts).not.toContainText('Undone')
  await expect(ada.row(name)).toBeVisible()
})

test('ST-10: snoozed, it is out of the way until the customer writes, with who has it', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
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
  const { name, texts } = newCustomer(stage)
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

test('CH-2, CH-3, CH-7: unread, waiting and their order by one menu', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const { name, texts } = newCustomer(stage)
  await texts('Still there?')
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemcheckbox', { name: 'Waiting for a reply' }).click()
  await ada.page.getByRole('menuitemradio', { name: 'Waiting longest first' }).click()
  await ada.page.keyboard.press('Escape')
  // Only what is in view is in the page.
  await ada.list.evaluate((list) => list.scrollTo(0, list.scrollHeight))
  await expect(ada.row(name)).toBeVisible()
  await expect(ada.list.getByRole('option').last()).toHaveAccessibleName(name)
  // Of a long list only a part is in the page: each row says how many there are.
  const total = async () => Number(await ada.list.getByRole('option').first().getAttribute('aria-setsize'))
  await expect.poll(total).toBeGreaterThan(0)
  const waiting = await total()

  await ada.open(name)
  await ada.write('Yes, we are.')
  await ada.leave()
  await expect.poll(total).toBe(waiting - 1)
  await expect(ada.row(name)).toHaveCount(0)
})

test('ST-13: the team’s pins stand first for everybody, one’s own only for oneself', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [own, shared, other] = [newCustomer(stage), newCustomer(stage), newCustomer(stage)]
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
  const { name, texts } = newCustomer(stage)
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

test('ruling 10, INB-14: a move is taken back, to whoever had it, from where nothing else is moved', async ({
  member,
  stage,
}) => {
  const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
  const inboxId = fromPublicId('IN', stage.demo.inboxes.find(({ name }) => name === 'Sales')?.id ?? '')
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: false })
  const { name, texts } = newCustomer(stage)
  await texts('I want to buy one')
  await ada.open(name)
  await ada.page.keyboard.press('a')
  await choose(ada, 'Ben')
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
  await ada.page.keyboard.press('m')
  await choose(ada, 'Sales')
  await expect(cleo.row(name)).toBeVisible()
  await expect(ben.row(name)).toHaveCount(0)
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.toasts).toContainText('Undone')
  await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
  await expect(cleo.row(name)).toHaveCount(0)
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: true })
})

test('ST-12: deleting asks for a word, takes everything, and the next text begins anew', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
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

test('CH-4, CH-5, CH-10, CH-11: the details tell of the customer and the conversation, and what is put right is on every screen', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const { name, texts } = newCustomer(stage)
  await texts('It is Fern')
  await ada.open(name)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Details' }).click()
  const details = ada.page.getByRole('complementary', { name: 'Details' })
  await expect(details).toContainText('Phone')
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

test('ST-11, K-1: where unread is personal, one’s reading is nobody else’s', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await unreadIs(ada, 'each member’s own')
  const { name, texts } = newCustomer(stage, 'Sales')
  await texts('Do you have bells?')
  for (const { row } of [ada, cleo]) await expect(row(name)).toHaveAccessibleName(/unread/)
  await ada.open(name)
  await expect(ada.item('Do you have bells?')).toBeVisible()
  await ada.leave()
  await expect(ada.row(name)).not.toHaveAccessibleName(/unread/)
  await expect(cleo.row(name)).toHaveAccessibleName(/unread/)

  await unreadIs(ada, 'each member’s own, until somebody answers')
  await ada.open(name)
  await ada.write('We do.')
  await expect(cleo.row(name)).not.toHaveAccessibleName(/unread/)
  await ada.leave()
  await unreadIs(ada, 'the team’s')
})

test('all inboxes are one list, in Spanish and in French too', { tag: '@phone' }, async ({
  stranger,
  stage,
}) => {
  const customers = [newCustomer(stage), newCustomer(stage, 'Sales')]
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
  const address = page.url()
  await page.goto('/settings/inboxes')
  await page.getByRole('main').getByRole('link', { name: /Sales/ }).click()
  await page.getByLabel('Unread is').selectOption({ label: mode })
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved' }).first().waitFor()
  await page.goto(address)
}

import { fromPublicId } from '#kit/id.ts'
import { check } from './axe.ts'
import { type Customer, newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { say } from './socket.ts'
import { expect, type Stage, test } from './story.ts'

test.use({ apart: 'contact-link' })

test('MO-7, CT-9: a new phone is linked to who it is, on every screen, and what comes from it stays theirs', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const edith = await named(stage, ada, 'Edith Bell', 'Bells & Co')
  const phone = newCustomer(stage)
  await phone.texts('My new phone')
  await ada.open(phone.name)
  await linkByMenu(ada)
  await linking(ada).getByRole('combobox').fill(edith.number.slice(2))
  await expect(choices(ada)).toHaveText([/^Edith Bell.*Bells & Co/])
  await choices(ada).first().click()
  await expect(ada.page.getByRole('heading', { name: 'Edith Bell' })).toBeVisible()
  await expect(ada.item('You linked this to Edith Bell')).toBeVisible()
  await expect(ada.toasts).toContainText('Linked to Edith Bell')
  await expect(rowOf(ben, /^Edith Bell/, 'My new phone')).toBeVisible()
  await ben
    .row(/^Edith Bell/)
    .first()
    .click()
  await expect(ben.item('Ada linked this to Edith Bell')).toBeVisible()

  await phone.texts('Still me')
  await expect(ada.item('Still me')).toBeVisible()
  await expect(ada.page.getByRole('heading', { name: 'Edith Bell' })).toBeVisible()
})

test('MO-7, ruling 10: a slip is taken back by the toast and by Ctrl Z, for everybody', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const phone = newCustomer(stage)
  await phone.texts('Who am I?')
  await ada.open(phone.name)
  await linkByMenu(ada)
  await linking(ada).getByRole('combobox').fill('Mistaken Molly')
  await choices(ada).getByText('New contact “Mistaken Molly”').click()
  await expect(ben.row(/^Mistaken Molly/)).toBeVisible()
  await ada.toasts.getByRole('button', { name: 'Undo' }).click()
  await expect(ben.row(/^Mistaken Molly/)).toHaveCount(0)
  await expect(ben.row(phone.name)).toBeVisible()
  await expect(ada.page.getByRole('heading', { name: phone.display })).toBeVisible()

  await linkByMenu(ada)
  await linking(ada).getByRole('combobox').fill('Molly')
  await expect(choices(ada)).toHaveText([/New contact “Molly”/])
  await ada.page.keyboard.press('Enter')
  await expect(ben.row(/^Molly/)).toBeVisible()
  await ada.page.keyboard.press('Control+z')
  await expect(ben.row(/^Molly/)).toHaveCount(0)
  await expect(ada.page.getByRole('heading', { name: phone.display })).toBeVisible()
})

test('MO-7: by the command menu and from the details; search, filters and the picker know it at once', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  await named(stage, ada, 'Fergus Flint', 'Flint Roofs')
  const phone = newCustomer(stage)
  await phone.texts('Roof again')
  await ada.open(phone.name)
  await ada.page.keyboard.press('Control+k')
  await ada.page.keyboard.type('Link contact')
  await ada.page.getByRole('dialog', { name: 'Command menu' }).getByRole('option').first().click()
  await linking(ada).getByRole('combobox').fill('flint roofs')
  await choices(ada).first().click()
  await expect(rowOf(ben, /^Fergus Flint/, 'Roof again')).toBeVisible()

  await ben.button('Filter and sort').click()
  await ben.page.getByRole('menuitem', { name: 'More filters…' }).click()
  await ben.page.getByLabel('Company').fill('Flint Roofs')
  await ben.button('Show').click()
  await expect(ben.list.getByRole('option')).toHaveCount(2)

  await details(ada)
  await panel(ada).getByRole('button', { name: 'Link contact' }).click()
  await linking(ada).getByRole('combobox').fill('Gwen')
  await choices(ada).getByText('New contact “Gwen”').click()
  await expect(panel(ada).getByText('Gwen')).toBeVisible()
  await expect(ben.list.getByRole('option')).toHaveCount(1)
  await panel(ada).getByRole('button', { name: 'Link contact' }).click()
  await linking(ada).getByRole('combobox').fill('Hilda')
  await choices(ada).getByText('New contact “Hilda”').click()
  await expect(panel(ada).getByText('Hilda')).toBeVisible()

  // Gwen is with nobody any more, and still known where she was.
  const again = await member('Ben')
  await expect(again.row(/^Hilda/)).toBeVisible()
  await again.open(/^Hilda/)
  await linkByMenu(again)
  await linking(again).getByRole('combobox').fill('gwen')
  await expect(choices(again).first()).toHaveText(/^Gwen/)
  await again.page.keyboard.press('Escape')
  await again.page.keyboard.press('Control+/')
  await again.page.keyboard.type('hilda')
  await expect(
    again.page.getByRole('dialog', { name: 'Find a contact' }).getByRole('option').first(),
  ).toHaveText(/^Hilda/)
})

test('MO-7: who is not seen any more is not linked to: all is as it was, and the reason is said', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const ivy = await named(stage, ada, 'Ivy Ink')
  await expect(ben.row(/^Ivy Ink/)).toBeVisible()
  const phone = newCustomer(stage)
  await phone.texts('It is Ivy')
  await ben.open(phone.name)
  await linkByMenu(ben)
  await linking(ben).getByRole('combobox').fill('ivy')
  await expect(choices(ben).first()).toHaveText(/^Ivy Ink/)
  await ada.open(/^Ivy Ink/)
  const id = fromPublicId('CN', new URL(ada.page.url()).pathname.split('/').at(-1) ?? '')
  const inboxId = stage.demo.inboxes.find(({ name }) => name === 'Sales')?.id ?? ''
  await say(ada.page, 'conversation.move', { ids: [id], inboxId: fromPublicId('IN', inboxId) })
  await expect(ben.row(ivy.name)).toHaveCount(0)
  await choices(ben).first().click()
  await expect(ben.toasts).toContainText('It is no longer there, or you do not see it any more.')
  await expect(ben.page.getByRole('heading', { name: phone.display })).toBeVisible()
  await expect(ben.row(phone.name)).toBeVisible()
  await expect(ben.item(/linked this/)).toHaveCount(0)
})

test('MO-7, CT-6: a number that wants no texts is not freed by linking it', { tag: '@phone' }, async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  await named(stage, ada, 'Kay Kite')
  const phone = newCustomer(stage)
  await phone.texts('STOP')
  await ada.open(phone.name)
  const locked = ada.page.getByText(/wants no more texts, so nothing can be sent/)
  await expect(locked).toBeVisible()
  await linkByMenu(ada)
  await linking(ada).getByRole('combobox').fill('kay')
  await choices(ada).first().click()
  await expect(ada.toasts).toContainText('This number wants no more texts. Opt Kay Kite out first')
  await expect(ada.page.getByRole('heading', { name: phone.display })).toBeVisible()
  await expect(locked).toBeVisible()
  await linkByMenu(ada)
  await linking(ada).getByRole('combobox').fill('Lou')
  await choices(ada).getByText('New contact “Lou”').click()
  await expect(ada.page.getByRole('heading', { name: 'Lou' })).toBeVisible()
  await expect(ada.page.getByText('Lou wants no more texts, so nothing can be sent.')).toBeVisible()
})

test('MO-7: two who link at once see the same in the end', async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const phone = newCustomer(stage)
  await phone.texts('Whose?')
  for (const [one, name] of [
    [ada, 'Jack'],
    [ben, 'Jill'],
  ] as const) {
    await one.open(phone.name)
    await linkByMenu(one)
    await linking(one).getByRole('combobox').fill(name)
    await expect(choices(one)).toHaveText([new RegExp(`New contact “${name}”`)])
  }
  await Promise.all([choices(ada).first().click(), choices(ben).first().click()])
  await expect(ada.item(/linked this to/)).toHaveCount(2)
  await expect(ben.item(/linked this to/)).toHaveCount(2)
  const last = await ada
    .item(/linked this to/)
    .last()
    .textContent()
  const name = last?.includes('Jack') ? 'Jack' : 'Jill'
  for (const { page, row } of [ada, ben]) {
    await expect(page.getByRole('heading', { name })).toBeVisible()
    await expect(row(new RegExp(`^${name}`))).toBeVisible()
  }
})

test('CT-4, CH-10: other conversations are all there are, live, and only those that one sees', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [support, sales] = await twice(stage)
  const cleo = await member('Cleo')
  await cleo.open(support.name)
  await cleo.button('Mark as done').click()
  await expect(cleo.row(support.name)).toHaveCount(0)

  const [ada, ben] = [await member('Ada'), await member('Ben')]
  await inSupport(ada)
  for (const one of [ada, ben]) {
    await one.open(support.name)
    await details(one)
    await expect(panel(one)).toContainText('Phone')
  }
  const others = panel(ada).getByRole('region', { name: 'Other conversations' })
  await expect(others.getByRole('link')).toHaveText([/Sales.*Do you sell bells\?/])
  await expect(panel(ben).getByRole('region', { name: 'Other conversations' })).toHaveCount(0)
  await sales.texts('And whistles?')
  await expect(others.getByRole('link')).toHaveText([/And whistles\?/])
  await others.getByRole('link').click()
  await expect(ada.item('And whistles?')).toBeVisible()
})

test('MO-7: the picker and the details are in Spanish and French, and within everybody’s reach', {
  tag: '@phone',
}, async ({ stranger, stage }) => {
  const phone = newCustomer(stage)
  await phone.texts('Hola')
  for (const [locale, words] of Object.entries(WORDS)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await stranger({ locale, colorScheme })
      await page.context().addCookies(stage.cookies.Ben ?? [])
      await page.goto('/inbox')
      await page.getByRole('option', { name: phone.name }).click()
      await page.getByRole('button', { name: words.more }).click()
      await page.getByRole('menuitem', { name: words.details }).click()
      const details = page.getByRole('complementary', { name: words.details })
      await expect(details).toContainText(words.channel)
      await check(page)
      await details.getByRole('button', { name: words.link }).click()
      const dialog = page.getByRole('dialog', { name: words.link })
      await dialog.getByRole('combobox', { name: words.placeholder }).fill('Zoé')
      await expect(dialog.getByRole('option', { name: words.make })).toBeVisible()
      await check(page)
      await page.context().close()
    }
  }
})

const WORDS = {
  'en-US': {
    ...{ more: 'More actions', details: 'Details', channel: 'Phone', link: 'Link contact' },
    ...{ placeholder: 'Name, company or number', make: 'New contact “Zoé”' },
  },
  'es-ES': {
    ...{ more: 'Más acciones', details: 'Detalles', channel: 'Teléfono', link: 'Vincular contacto' },
    ...{ placeholder: 'Nombre, empresa o número', make: 'Contacto nuevo «Zoé»' },
  },
  'fr-FR': {
    ...{ more: 'Autres actions', details: 'Détails', channel: 'Téléphone', link: 'Associer un contact' },
    ...{ placeholder: 'Nom, entreprise ou numéro', make: 'Nouveau contact « Zoé »' },
  },
}

/** A customer of Support’s whom Ada has named. */
async function named(stage: Stage, ada: InboxScreen, name: string, company = ''): Promise<Customer> {
  const customer = newCustomer(stage)
  await customer.texts(`I am ${name}`)
  await ada.open(customer.name)
  await details(ada)
  await panel(ada).getByRole('button', { name: 'Edit contact' }).click()
  await panel(ada).getByLabel('Name').fill(name)
  await panel(ada).getByLabel('Company').fill(company)
  await panel(ada).getByRole('button', { name: 'Save' }).click()
  await expect(panel(ada).getByText(name)).toBeVisible()
  await ada.button('Close details').click()
  await back(ada)
  await expect(ada.row(new RegExp(`^${name}`)).first()).toBeVisible()
  return customer
}

/** One and the same, to both inboxes. */
async function twice(stage: Stage): Promise<[Customer, Customer]> {
  const support = newCustomer(stage)
  const sales = newCustomer(stage, 'Sales', support)
  await support.texts('My bell is broken')
  await sales.texts('Do you sell bells?')
  return [support, sales]
}

async function linkByMenu(screen: InboxScreen): Promise<void> {
  await screen.button('More actions').click()
  await screen.page.getByRole('menuitem', { name: 'Link contact' }).click()
}

async function details(screen: InboxScreen): Promise<void> {
  await screen.button('More actions').click()
  await screen.page.getByRole('menuitem', { name: 'Details' }).click()
}

async function inSupport({ inboxes, page }: InboxScreen): Promise<void> {
  const link = inboxes.getByRole('link', { name: /^Support/ })
  if (await link.isVisible()) await link.click()
  await expect(page).toHaveURL(/\/inbox/)
}

async function back({ page, list }: InboxScreen): Promise<void> {
  const button = page.getByRole('button', { name: 'Back', exact: true })
  if (await button.isVisible()) await button.click()
  await expect(list).toBeVisible()
}

function rowOf({ row }: InboxScreen, name: RegExp, text: string) {
  return row(name).filter({ hasText: text })
}

function panel({ page }: InboxScreen) {
  return page.getByRole('complementary', { name: 'Details' })
}

function linking({ page }: InboxScreen) {
  return page.getByRole('dialog', { name: 'Link contact' })
}

function choices(screen: InboxScreen) {
  return linking(screen).getByRole('option')
}

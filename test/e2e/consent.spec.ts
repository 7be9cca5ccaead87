import type { Page } from '@playwright/test'
import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'consent', expected: /ERR_INTERNET_DISCONNECTED|WebSocket/ })

test('CT-6: a customer texts STOP: the thread says so, nothing can be sent, and what was being written is kept', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const { display, name, texts } = newCustomer(stage)
  await texts('Hello')
  const ben = await member('Ben')
  await ben.open(name)
  await ben.composer.fill('We have an offer')
  await texts('Stop!')
  await expect(ben.item(`${display} opted out of texts: “Stop!”`)).toBeVisible()
  await expect(ben.page.getByText(`${display} wants no more texts, so nothing can be sent.`)).toBeVisible()
  await expect(ben.page.getByText(/^Opted out since .+, by the text “Stop!”\./)).toBeVisible()
  await expect(ben.composer).toHaveAttribute('readonly')
  await check(ben.page)
  await ben.composer.blur()
  await expect(ben.composer).toHaveCount(0)
  await expect(ben.page.getByText('Your draft: We have an offer')).toBeVisible()
  await check(ben.page)

  await ben.button('Opt in again…').click()
  const dialog = ben.page.getByRole('dialog', { name: `Opt ${display} in again?` })
  await expect(dialog.getByText('until they text START to (415) 555-0101')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Opt in' })).toBeDisabled()
  await check(ben.page)
  await dialog.getByRole('checkbox', { name: `${display} has agreed to get texts again` }).check()
  await dialog.getByRole('button', { name: 'Opt in' }).click()
  await expect(ben.item(`You noted that ${display} has agreed to get texts again`)).toBeVisible()
  await expect(ben.composer).toHaveValue('We have an offer')
  await ben.button('Send').click()
  await expect(ben.item('We have an offer')).toContainText('Delivered')
  await texts('STOP')
  await expect(ben.composer).toHaveCount(0)
  await texts('start')
  await expect(ben.item(`${display} opted in to texts again: “start”`)).toBeVisible()
  await expect(ben.composer).toBeVisible()
})

test('CT-6: a STOP that comes under somebody’s fingers makes no command of what they type', async ({
  member,
  stage,
}) => {
  const { display, name, texts } = newCustomer(stage)
  await texts('Hello')
  const ben = await member('Ben')
  await ben.open(name)
  await ben.composer.click()
  const words = 'We can come at eight! Just close the gate (#3), please. '.repeat(4)
  await Promise.all([ben.composer.pressSequentially(words, { delay: 10 }), texts('STOP')])
  await expect(ben.page.getByText(`${display} wants no more texts, so nothing can be sent.`)).toBeVisible()
  await expect(ben.composer).toBeFocused()
  await expect(ben.composer).toHaveAttribute('readonly')
  await expect(ben.composer).toHaveAccessibleDescription(/wants no more texts, so nothing can be sent/)
  const kept = await ben.composer.inputValue()
  expect(words.startsWith(kept)).toBe(true)
  await ben.composer.pressSequentially(words)
  await ben.page.keyboard.press('Enter')
  await expect(ben.composer).toHaveValue(kept)
  await expect(ben.composer).toBeFocused()
  await expect(ben.row(name)).toHaveAttribute('aria-selected', 'true')
  await expect(ben.page.getByRole('dialog')).toHaveCount(0)
  await expect(ben.toasts.getByRole('button', { name: 'Undo' })).toHaveCount(0)

  await ben.page.keyboard.press('Escape')
  await expect(ben.composer).toHaveCount(0)
  await expect(ben.page.getByText(`Your draft: ${kept.trimEnd()}`)).toBeVisible()
  await expect(ben.button('Opt in again…')).toBeVisible()
})

test('CT-6: whoever answers for the customer goes on where they write', async ({ member, stage }) => {
  const [stays, leaves] = [newCustomer(stage), newCustomer(stage)]
  for (const { texts } of [stays, leaves]) await texts('Please stop texting me')
  const ben = await member('Ben')
  await ben.open(stays.name)
  await question(ben).getByRole('button', { name: 'Not now' }).click()
  await expect(question(ben)).toHaveCount(0)
  await expect(ben.composer).toBeFocused()
  await ben.open(leaves.name)
  await question(ben).getByRole('button', { name: 'Opt out' }).click()
  await expect(ben.button('Opt in again…')).toBeFocused()
  await ben.button('Opt in again…').click()
  await agree(ben.page)
  await expect(ben.composer).toBeFocused()
})

test('CT-6: a text that reads like it asks the team; one answer is everybody’s, and can be taken back', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const { display, name, texts } = newCustomer(stage)
  await texts('Please stop texting me')
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  for (const who of [ada, ben]) {
    await who.open(name)
    await expect(question(who)).toContainText(`Looks as if ${display} wants no more texts`)
    await expect(who.composer).toBeVisible()
  }
  await check(ben.page)
  await question(ben).getByRole('button', { name: 'Not now' }).click()
  for (const who of [ada, ben]) await expect(question(who)).toHaveCount(0)
  await ben.toasts.getByRole('button', { name: 'Undo' }).click()
  for (const who of [ada, ben]) await expect(question(who)).toBeVisible()
  await question(ada).getByRole('button', { name: 'Opt out' }).click()
  await expect(ada.page.getByText(/^Opted out since .+, by you\./)).toBeVisible()
  await expect(ben.page.getByText(/^Opted out since .+, by Ada\./)).toBeVisible()
  await expect(ben.item(`Ada opted ${display} out of texts`)).toBeVisible()
  for (const who of [ada, ben]) {
    await expect(question(who)).toHaveCount(0)
    await expect(who.composer).toHaveCount(0)
  }
})

test(
  'MO-7: a member opts a customer out by menu, by key and among the details, in every inbox at once',
  {
    tag: '@phone',
  },
  async ({ member, stage }, { project }) => {
    const dora = newCustomer(stage)
    const { display, name } = dora
    await dora.texts('Hello Support')
    await newCustomer(stage, 'Sales', dora).texts('Hello Sales')
    const [ben, cleo] = [await member('Ben'), await member('Cleo')]
    await ben.open(name)
    await cleo.open(name)
    await ben.button('More actions').click()
    await ben.page.getByRole('menuitem', { name: 'Opt out of texts' }).click()
    await expect(ben.toasts).toContainText(`${display} gets no more texts`)
    for (const who of [ben, cleo])
      await expect(
        who.page.getByText(`${display} wants no more texts, so nothing can be sent.`),
      ).toBeVisible()
    await expect(cleo.page.getByText(/^Opted out since .+, by Ben\./)).toBeVisible()
    await ben.toasts.getByRole('button', { name: 'Undo' }).click()
    for (const who of [ben, cleo]) await expect(who.composer).toBeVisible()
    await expect(ben.item('You took that back')).toBeVisible()

    await ben.button('More actions').click()
    await ben.page.getByRole('menuitem', { name: 'Details' }).click()
    const texting = ben.page.getByRole('region', { name: 'Texts' })
    await expect(texting).toContainText('Has not opted out')
    await texting.getByRole('button', { name: 'Opt out of texts' }).click()
    await expect(texting).toContainText(/Opted out since .+, by you/)
    await expect(cleo.composer).toHaveCount(0)
    await check(ben.page)
    await texting.getByRole('button', { name: 'Opt in again…' }).click()
    await agree(ben.page)
    await expect(cleo.composer).toBeVisible()

    if (project.name === 'phone') return
    await ben.page.keyboard.press('Control+k')
    await ben.page.keyboard.type('opt out')
    await ben.page.keyboard.press('Enter')
    await expect(cleo.composer).toHaveCount(0)
    await cleo.page.keyboard.press('Control+k')
    await cleo.page.keyboard.type('opt in')
    await cleo.page.keyboard.press('Enter')
    await agree(cleo.page)
    await expect(ben.composer).toBeVisible()
  },
)

test('CT-6: what was sent without knowing is taken back with the reason, and is not lost', async ({
  member,
  stage,
}) => {
  const { display, name, texts } = newCustomer(stage)
  await texts('Hello')
  const ben = await member('Ben')
  await ben.open(name)
  await expect(ben.composer).toBeVisible()
  await ben.page.context().setOffline(true)
  await ben.write('An offer')
  await expect(ben.item('An offer')).toBeVisible()
  await texts('STOP')
  await ben.page.context().setOffline(false)
  await expect(ben.toasts).toContainText(`Not sent: ${display} wants no more texts.`)
  await expect(ben.item('An offer')).toHaveCount(0)
  await expect(ben.page.getByText('Your draft: An offer')).toBeVisible()
})

test('CT-6: whoever begins anew with somebody who has opted out is told so, wherever they begin', async ({
  member,
  stage,
}) => {
  const { display, texts } = newCustomer(stage, 'Sales')
  await texts('Arrêtez')
  const ben = await member('Ben')
  await ben.button('New message').click()
  const dialog = ben.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('textbox', { name: 'To' }).fill(display)
  await dialog.getByRole('textbox', { name: 'Message' }).fill('An offer')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByRole('alert')).toHaveText(`Not sent: ${display} wants no more texts.`)
})

test('CT-6: what a carrier refuses for that is learnt', async ({ member }) => {
  const ben = await member('Ben')
  await ben.button('New message').click()
  const dialog = ben.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('textbox', { name: 'To' }).fill('+1 415 555 0195')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('An offer')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(ben.item('An offer')).toContainText('Not delivered')
  await expect(ben.item('(415) 555-0195 has opted out of texts: their carrier says so')).toBeVisible()
  await expect(ben.page.getByText(/^Opted out since .+: their carrier says so\./)).toBeVisible()
})

for (const [locale, locked, asks] of [
  ['es-ES', /ya no quiere mensajes, así que no se puede enviar nada/, 'Posible baja'],
  ['fr-FR', /ne veut plus de messages : rien ne peut être envoyé/, 'Désinscription possible'],
] as const)
  test(`CT-6: it reads like that in ${locale}, too`, { tag: '@phone' }, async ({ stranger, stage }) => {
    const [stops, hints] = [newCustomer(stage), newCustomer(stage)]
    await stops.texts('STOP')
    await hints.texts('no more texts')
    const page = await stranger({ locale })
    await page.context().addCookies(stage.cookies.Ben ?? [])
    for (const { number, shown } of [
      { number: stops.display, shown: page.getByText(locked) },
      { number: hints.display, shown: page.getByRole('region', { name: asks }) },
    ]) {
      await page.goto(stage.app.url)
      await page.getByRole('option', { name: number }).first().click()
      await expect(shown).toBeVisible()
    }
  })

function question({ page }: InboxScreen) {
  return page.getByRole('region', { name: 'Possible opt-out' })
}

async function agree(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Opt .+ in again\?$/ })
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Opt in' }).click()
}

import { fromPublicId } from '#kit/id.ts'
import { newCustomer } from './customers.ts'
import { type InboxScreen, shownTo } from './screens.ts'
import { say } from './socket.ts'
import { expect, test } from './story.ts'

test.describe('a day on the phone', { tag: '@phone-only @phone' }, () => {
  test('MO-4, MO-6, MO-7, AS-1, AS-2, AS-3, AS-4, AS-5, AS-7, AS-8, INB-8, INB-15, ST-2, ST-7, ST-10: whose it is, until it is done, and again', async ({
    member,
    stage,
  }) => {
    const [ada, ben] = [await member('Ada'), await member('Ben')]
    const { name, display, texts } = newCustomer(stage)
    await texts('Who takes care of me?')
    await section(ada, /^Unassigned/)
    await ada.row(name).tap()
    await expect(ada.page.getByRole('heading', { level: 1, name: display })).toBeVisible()
    await give(ada, /^Ben/)
    await expect(ada.toasts).toContainText('Assigned to Ben')
    await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
    await ada.toasts.getByRole('button', { name: 'Undo' }).tap()
    await expect(ben.row(name)).not.toHaveAccessibleName(/Assigned/)

    await setAvailable(ben, false)
    await ada.button('Assign').tap()
    await expect(choice(ada, /^Ben/)).toContainText('not available')
    await expect(choice(ada, /^Cleo/)).toHaveCount(0)
    await choice(ada, /^Ben/).tap()
    await expect(ada.toasts).toContainText('Ben is not available')
    await expect(ada.button('Assign')).toBeVisible()
    await setAvailable(ben, true)

    await give(ada, /^Ada/)
    await expect(ben.row(name)).toHaveAccessibleName(/Assigned to Ada/)
    await ada.leave()
    await expect(ada.row(name)).toHaveCount(0)
    await section(ada, /^Mine/)
    await ada.row(name).tap()
    await give(ada, /^Ben/, 'Assign Assigned to you')
    await expect(ben.row(name)).toHaveAccessibleName(/Assigned to you/)
    await ada.leave()
    await section(ada, /^Others/)
    await ada.row(name).tap()
    await ada.button('Mark as done').tap()
    await expect(ben.row(name)).toHaveCount(0)
    for (const screen of [ada, ben]) {
      await screen.leave()
      await section(screen, /^All/)
      await shelf(screen, /^Done/)
      await expect(screen.row(name)).toBeVisible()
    }

    await texts('Me again')
    for (const screen of [ada, ben]) {
      await expect(screen.row(name)).toHaveCount(0)
      await shelf(screen, /^Open/)
      await screen.row(name).tap()
      await expect(screen.item('Me again')).toBeVisible()
    }
    await expect(ada.button('Assign Assigned to Ben')).toBeVisible()
    await expect.poll(() => shownTo('Ada', ada)).toEqual(await shownTo('Ben', ben))
    await give(ben, 'Nobody', 'Assign Assigned to you')
    await expect(ada.button('Assign')).toBeVisible()

    const inboxId = fromPublicId('IN', stage.demo.inboxes.find(({ name }) => name === 'Support')?.id ?? '')
    await say(ada.page, 'inbox.configure', { inboxId, assignmentMode: false })
    await expect(ben.button('Assign')).toHaveCount(0)
    await ben.leave()
    await expect(ben.row(name)).toBeVisible()
    await expect(ben.page.getByRole('group', { name: 'Assigned to' })).toHaveCount(0)
    await say(ada.page, 'inbox.configure', { inboxId, assignmentMode: true })
    await expect(ben.page.getByRole('group', { name: 'Assigned to' })).toBeVisible()
  })

  test('MO-7, CH-4, CH-5, CH-10, CH-11, INB-14, ST-12, ST-13: who they are, where they belong, and gone for good', async ({
    member,
    stage,
  }) => {
    const [ada, ben, cleo] = [await member('Ada'), await member('Ben'), await member('Cleo')]
    const { name, texts } = newCustomer(stage)
    const fern = `Fern ${Date.now()}`
    await texts('I want to buy one')
    await ada.row(name).tap()
    await more(ada, 'Details')
    const details = ada.page.getByRole('complementary', { name: 'Details' })
    await expect(details).toContainText(/Channel\s*Phone/)
    await details.getByRole('button', { name: 'Edit contact' }).tap()
    await details.getByLabel('Name').fill(fern)
    await details.getByLabel('Company').fill(`${fern} Trees`)
    await details.getByLabel('Properties').fill('VIP: yes')
    await details.getByRole('button', { name: 'Save' }).tap()
    await expect(ben.row(fern)).toBeVisible()
    await details.getByRole('button', { name: 'Close details' }).tap()
    await more(ada, 'Pin for the team')
    await expect(ben.row(fern)).toContainText('Pinned')
    await ada.leave()

    await ada.button('Filter and sort').tap()
    await ada.page.getByRole('menuitem', { name: 'More filters…' }).tap()
    await ada.page.getByLabel('Company').fill(`${fern} trees`)
    await ada.page.getByLabel('Property').fill('vip: YES')
    await ada.button('Show').tap()
    await expect(ada.list.getByRole('option')).toHaveCount(1)
    await ada.row(fern).tap()
    await more(ada, 'Unpin for the team')
    await expect(ben.row(fern)).not.toContainText('Pinned')

    await ben.row(fern).tap()
    await expect(ben.item('I want to buy one')).toBeVisible()
    await more(ada, 'Move to another inbox')
    await choice(ada, /Sales/).tap()
    await expect(cleo.row(fern)).toBeVisible()
    await expect(ben.page.getByText('This conversation is not here')).toBeVisible()
    await ben.leave()
    await expect(ben.row(fern)).toHaveCount(0)

    await cleo.row(fern).tap()
    await cleo.button('More actions').tap()
    await expect(cleo.page.getByRole('menuitem', { name: 'Details' })).toBeVisible()
    await expect(cleo.page.getByRole('menuitem', { name: /Delete/ })).toHaveCount(0)
    await cleo.page.keyboard.press('Escape')
    await ada.page.goto('/inbox')
    await ada.inboxes.getByRole('link', { name: /^Sales/ }).tap()
    await ada.row(fern).tap()
    await more(ada, /Delete for good/)
    await ada.page.getByLabel(/Type delete/).fill('delete')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).tap()
    await expect(cleo.page.getByText('This conversation is not here')).toBeVisible()
    await cleo.leave()
    await expect(cleo.row(fern)).toHaveCount(0)
    await texts('Hello again')
    await ben.row(fern).tap()
    await expect(ben.item('Hello again')).toBeVisible()
    await expect(ben.item('I want to buy one')).toHaveCount(0)
  })
})

function choice({ page }: InboxScreen, name: string | RegExp) {
  return page.getByRole('dialog', { name: 'Command menu' }).getByRole('option', { name })
}

async function give(screen: InboxScreen, to: string | RegExp, button = 'Assign'): Promise<void> {
  await screen.button(button).tap()
  await choice(screen, to).tap()
}

async function more({ page, button }: InboxScreen, name: string | RegExp): Promise<void> {
  await button('More actions').tap()
  await page.getByRole('menuitem', { name }).tap()
}

async function section({ page }: InboxScreen, name: RegExp): Promise<void> {
  await page.getByRole('group', { name: 'Assigned to' }).getByRole('button', { name }).tap()
}

async function shelf({ page }: InboxScreen, name: RegExp): Promise<void> {
  await page.getByRole('group', { name: 'Show' }).getByRole('button', { name }).tap()
}

async function setAvailable({ page }: InboxScreen, available: boolean): Promise<void> {
  await page.getByRole('button', { name: /account/i }).tap()
  await page.getByRole('menuitemcheckbox', { name: 'Available' }).setChecked(available)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

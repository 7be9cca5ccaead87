import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, type Stage, test } from './story.ts'

test('AS-1, ST-11: what was handed to somebody is read when they open it, by whatever way', async ({
  member,
  stage,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const [handed, before] = [await writing(stage, 'For Ben'), await writing(stage, 'Somebody else')]
  await ada.open(handed)
  await expect(ben.row(handed)).not.toHaveAccessibleName(/unread/)
  await give(ada, 'Ben')
  await expect(ben.row(handed)).toHaveAccessibleName(/unread/)
  await ben.open(before)
  await ben.page.keyboard.press('ArrowDown')
  await expect(ben.item('For Ben')).toBeVisible()
  await expect(ben.row(handed)).toHaveAccessibleName(/unread/)
  await ben.page.keyboard.press('Enter')
  await expect(ben.composer).toBeFocused()
  await expect(ben.row(handed)).not.toHaveAccessibleName(/unread/)
})

test(
  'ST-11: who reads only by answering can still mark as read, by button, key and in the menu',
  {
    tag: '@phone',
  },
  async ({ member, stage }, { project }) => {
    const cleo = await member('Cleo')
    const name = await writing(stage, 'Read me', 'Sales')
    await onlyWhenAnswered(cleo, true)
    await cleo.open(name)
    await expect(cleo.item('Read me')).toBeVisible()
    const read = cleo.button('Mark as read')
    await expect(read).toBeVisible()
    await read.click()
    await expect(cleo.toasts).toContainText('Marked as read')
    await expect(cleo.button('Mark as unread')).toBeVisible()
    await cleo.toasts.getByRole('button', { name: 'Undo' }).click()
    await expect(read).toBeVisible()
    if (project.name.startsWith('desktop')) {
      await cleo.page.keyboard.press('Shift+u')
      await expect(cleo.row(name)).not.toHaveAccessibleName(/unread/)
    }
    if (project.name.startsWith('phone')) {
      await cleo.button('Back').click()
      await onlyWhenAnswered(cleo, false)
      return
    }
    await command(cleo, 'Read when opened')
    await cleo.page.getByRole('button', { name: /account/i }).click()
    const choice = cleo.page.getByRole('menuitemcheckbox', { name: 'Read only when answered' })
    await expect(choice).not.toBeChecked()
  },
)

test('KB: a button beside one conversation is for that one, whatever is marked', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const open = await writing(stage, 'I am open')
  const marked = await writing(stage, 'I am marked')
  await ada.open(marked)
  await ada.page.keyboard.press('x')
  await ada.page.keyboard.press('ArrowDown')
  await expect(ada.item('I am open')).toBeVisible()
  await give(ada, 'Ben')
  await expect(ada.toasts).toContainText('Assigned to Ben')
  await expect(ada.row(open)).toHaveAccessibleName(/Assigned to Ben/)
  await expect(ada.row(marked)).not.toHaveAccessibleName(/Assigned/)

  await ada.page.keyboard.press('a')
  await choice(ada, 'Ada').click()
  await expect(ada.row(marked)).toHaveAccessibleName(/Assigned to you/)
  await expect(ada.row(open)).toHaveAccessibleName(/Assigned to Ben/)
})

test(
  'ST-5: sent and done in one, the done can be taken back, and what was sent stays sent',
  { tag: '@phone' },
  async ({ member, stage }, { project }) => {
    const ada = await member('Ada')
    const name = await writing(stage, 'Is it ready?')
    const finish = ada.button('Reply and finish')
    await ada.open(name)
    await expect(finish).toHaveCount(0)
    await ada.composer.fill('It is.')
    if (project.name.startsWith('phone')) await finish.click()
    else await ada.page.keyboard.press('Control+Shift+Enter')
    await expect(ada.row(name)).toHaveCount(0)
    await expect(ada.toasts).toContainText('Marked as done')
    await ada.toasts.getByRole('button', { name: 'Undo' }).click()
    await expect(ada.item('It is.')).toBeVisible()
    await expect(ada.composer).toHaveValue('')
    await ada.composer.fill('Until six.')
    await finish.click()
    await expect(ada.toasts).toContainText('Marked as done')
    await expect(ada.row(name)).toHaveCount(0)
  },
)

test('ST-6: a conversation that sleeps says until when, and wakes at the press of a button', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const ada = await member('Ada')
  const name = await writing(stage, 'Next week, please')
  await ada.open(name)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Snooze' }).click()
  await choice(ada, 'Tomorrow morning').click()
  await expect(ada.toasts).toContainText(/Snoozed until/)
  await expect(ada.list).toBeVisible()
  await expect(ada.row(name)).toHaveCount(0)
  await ada.button('Filter and sort').click()
  await ada.page.getByRole('menuitemcheckbox', { name: 'Snoozed' }).click()
  await ada.page.keyboard.press('Escape')
  await ada.open(name)
  await expect(ada.page.getByRole('main').getByText(/^Snoozed until/)).toBeVisible()
  await ada.button('Mark as open').click()
  const show = ada.page.getByRole('group', { name: 'Show' })
  await show.getByRole('button', { name: /^Open/ }).click()
  await expect(ada.row(name)).toBeVisible()
})

test('KB: the menu shows other lists, sorts them, opens what is known, and says who is available', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const name = await writing(stage, 'Put me away')
  await ada.open(name)
  await ada.page.keyboard.press('e')
  await expect(ada.row(name)).toHaveCount(0)
  await command(ada, 'Show …', 'Done')
  await expect(ada.row(name)).toBeVisible()
  await command(ada, 'Only: Has voicemail')
  await expect(ada.row(name)).toHaveCount(0)
  await command(ada, 'Reset filters')
  await expect(ada.row(name)).toBeVisible()
  await command(ada, 'Show …', 'Spam')
  await command(ada, 'Only: Has voicemail')
  await ada.button('Show everything').click()
  await expect(ada.page.getByRole('list', { name: 'Active filters' })).toHaveCount(0)
  await command(ada, 'Show …', 'Done')
  await ada.open(name)
  await command(ada, 'Details')
  await expect(ada.page.getByRole('complementary', { name: 'Details' })).toBeVisible()
  await command(ada, 'Delete for good')
  await expect(ada.page.getByRole('dialog').getByLabel(/Type delete/)).toBeVisible()
  await ada.page.keyboard.press('Escape')
  await command(ada, 'All inboxes')
  await expect(ada.page).toHaveURL(/\/inbox\/all/)
  await command(ada, 'Become unavailable')
  await ada.page.keyboard.press('Control+k')
  await expect(choice(ada, 'Become available')).toBeVisible()
  await choice(ada, 'Become available').click()
})

test('ST-12: a menu that was open for one conversation is not open again when one comes back to it', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [one, other] = [await writing(stage, 'One'), await writing(stage, 'Other')]
  await ada.open(other)
  await ada.open(one)
  await ada.button('More actions').click()
  await expect(ada.page.getByRole('menu')).toBeVisible()
  await ada.page.goBack()
  await expect(ada.item('Other')).toBeVisible()
  await expect(ada.page.getByRole('menu')).toHaveCount(0)
  await ada.page.goForward()
  await expect(ada.item('One')).toBeVisible()
  await expect(ada.page.getByRole('menu')).toHaveCount(0)
})

async function writing(stage: Stage, text: string, inbox: 'Support' | 'Sales' = 'Support'): Promise<RegExp> {
  const { name, texts } = newCustomer(stage, inbox)
  await texts(text)
  return name
}

function choice({ page }: InboxScreen, name: string) {
  return page
    .getByRole('dialog', { name: 'Command menu' })
    .getByRole('option', { name: new RegExp(`^${name}`) })
}

async function give(screen: InboxScreen, to: string): Promise<void> {
  // The bar over marked rows has one, too.
  await screen.button('Assign').last().click()
  await choice(screen, to).click()
}

/** By its name in the command menu, and then what there is to choose. */
async function command(screen: InboxScreen, name: string, chosen?: string): Promise<void> {
  await screen.page.keyboard.press('Control+k')
  const field = screen.page.getByRole('dialog', { name: 'Command menu' }).getByRole('combobox')
  await expect(field).toBeFocused()
  await field.fill(name)
  await choice(screen, name).first().click()
  if (chosen !== undefined) await choice(screen, chosen).click()
}

async function onlyWhenAnswered({ page }: InboxScreen, on: boolean): Promise<void> {
  await page.getByRole('button', { name: /account/i }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Read only when answered' }).setChecked(on)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
}

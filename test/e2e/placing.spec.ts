import { fromPublicId } from '#kit/id.ts'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { say } from './socket.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'placing' })

test('AS-1, AS-7, INB-14: only who is in its inbox is offered a conversation, and it is offered only other inboxes', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const { name, texts } = newCustomer(stage, 'Sales')
  await texts('Whose am I?')
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await ada.open(name)
  await ada.page.keyboard.press('a')
  await expect(choices(ada)).toHaveText([/^Ada/, /^Cleo/, 'Nobody'])
  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('m')
  await expect(choices(ada)).toHaveText([/Support/])
  await ada.page.keyboard.press('Escape')
})

test('AS-2, INB-14: where nobody is assigned and nothing moved, neither is offered, and who looked at theirs sees all', async ({
  member,
  stage,
}) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  const { name, texts } = newCustomer(stage, 'Sales')
  await texts('Whose am I?')
  await cleo.page.getByRole('group', { name: 'Assigned to' }).getByRole('button', { name: /^Mine/ }).click()
  await expect(cleo.row(name)).toHaveCount(0)
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await expect(ada.page).toHaveURL(/\/IN/)
  const inboxId = fromPublicId('IN', new URL(ada.page.url()).pathname.split('/')[2] ?? '')
  await say(ada.page, 'inbox.configure', { inboxId, assignmentMode: false, allowMoving: false })
  await expect(cleo.row(name)).toBeVisible()
  await expect(cleo.page.getByRole('group', { name: 'Assigned to' })).toHaveCount(0)

  await cleo.open(name)
  await cleo.page.keyboard.press('Control+k')
  await expect(choices(cleo).filter({ hasText: 'Snooze' })).toBeVisible()
  await expect(choices(cleo).filter({ hasText: /^(Assign|Move)/ })).toHaveCount(0)
  await cleo.page.keyboard.press('Escape')
  for (const key of ['a', 'i', 'm']) await cleo.page.keyboard.press(key)
  await expect(cleo.page.getByRole('dialog')).toHaveCount(0)
  await cleo.page.keyboard.press('x')
  const bar = cleo.page.getByRole('region', { name: 'Selection' })
  await expect(bar.getByRole('button', { name: /^Snooze/ })).toBeVisible()
  await expect(bar.getByRole('button', { name: /^(Assign|Move)/ })).toHaveCount(0)

  await say(ada.page, 'inbox.configure', { inboxId, assignmentMode: true, allowMoving: true })
  await expect(bar.getByRole('button', { name: /^Assign/ }).first()).toBeVisible()
})

test('INB-14: one conversation is moved by its own button, whatever those that are marked allow', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [fixed, free] = [newCustomer(stage, 'Sales'), newCustomer(stage)]
  await fixed.texts('I stay')
  await free.texts('I may go')
  await ada.inboxes.getByRole('link', { name: /^Sales/ }).click()
  await expect(ada.page).toHaveURL(/\/IN/)
  const inboxId = fromPublicId('IN', new URL(ada.page.url()).pathname.split('/')[2] ?? '')
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: false })
  await ada.page.getByRole('link', { name: /^All inboxes/ }).click()
  await ada.open(fixed.name)
  await ada.page.keyboard.press('x')
  await ada.page.keyboard.press('ArrowUp')
  await expect(ada.item('I may go')).toBeVisible()
  const bar = ada.page.getByRole('region', { name: 'Selection' })
  await expect(bar.getByRole('button', { name: /^Snooze/ })).toBeVisible()
  await expect(bar.getByRole('button', { name: /^Move/ })).toHaveCount(0)
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Move' }).click()
  await choices(ada).filter({ hasText: 'Sales' }).click()
  await expect(ada.toasts).toContainText('Moved to Sales')
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: true })
})

function choices({ page }: InboxScreen) {
  return page.getByRole('dialog', { name: 'Command menu' }).getByRole('option')
}

import { fromPublicId, publicId } from '#kit/id.ts'
import { newCustomer } from './customers.ts'
import { lateNews } from './network.ts'
import type { InboxScreen } from './screens.ts'
import { say } from './socket.ts'
import { expect, test } from './story.ts'

// Settings that others would find changed.
test.use({ apart: 'placing' })

test('AS-4, INB-14, ST-12: what the server refuses is taken back on the screen that showed it, which says why', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  const late = await lateNews(ada.page)
  const inboxId = fromPublicId('IN', stage.demo.inboxes.find(({ name }) => name === 'Support')?.id ?? '')
  const { name, texts } = newCustomer(stage)
  await texts('Whose am I?')
  await ada.open(name)
  await expect(ada.item('Whose am I?')).toBeVisible()
  const id = fromPublicId('CN', new URL(ada.page.url()).pathname.split('/').at(-1) ?? '')

  late.hold()
  await say(ben.page, 'member.set-available', { available: false })
  await ada.button('Assign').click()
  await choice(ada, /^Ben/).click()
  await expect(ada.toasts).toContainText('Ben is not available')
  await expect(ada.button('Assign')).toBeVisible()
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: false })
  await act(ada, 'Move to another inbox')
  await choice(ada, /Sales/).click()
  await expect(ada.toasts).toContainText('Conversations of this inbox are not to be moved')
  await expect(ben.row(name)).toBeVisible()
  late.release()
  await say(ben.page, 'member.set-available', { available: true })
  await say(ada.page, 'inbox.configure', { inboxId, allowMoving: true })
  await ada.page.goto('/inbox')
  await ada.inboxes.getByRole('link', { name: /^Support/ }).click()
  await expect(ada.row(name)).not.toHaveAccessibleName(/Assigned/)

  await expect(say(ben.page, 'conversation.delete', { id, confirmed: true })).rejects.toThrow('not-installer')
  await ada.open(name)
  await expect(ada.item('Whose am I?')).toBeVisible()
  late.hold()
  await say(ada.page, 'conversation.delete', { id, confirmed: true })
  await ada.button('Mark as done').click()
  await expect(ada.toasts).toContainText('It is no longer there, or you do not see it any more.')
  late.release()
  await ada.page.goto('/inbox')
  await expect(ada.list.getByRole('option').first()).toBeVisible()
  await expect(ada.row(name)).toHaveCount(0)
})

test('INB-5: an address of nothing, or of what one may not see, shows nothing and says so', {
  tag: '@phone',
}, async ({ member, stage }) => {
  const [ada, cleo] = [await member('Ada'), await member('Cleo')]
  const { name, texts } = newCustomer(stage)
  await texts('A secret of Support')
  await ada.open(name)
  await expect(ada.item('A secret of Support')).toBeVisible()
  const there = new URL(ada.page.url()).pathname
  const nowhere = publicId('CN', crypto.randomUUID())
  for (const address of [there, `/inbox/all/${there.split('/').at(-1)}`, `/inbox/all/${nowhere}`]) {
    await cleo.page.goto(address)
    await expect(cleo.page.getByText('This conversation is not here')).toBeVisible()
    await expect(cleo.item('A secret of Support')).toHaveCount(0)
    await cleo.leave()
  }
  for (const address of ['/inbox/INnothing', `/inbox/all/${nowhere}x`, '/nowhere']) {
    await cleo.page.goto(address)
    await expect(cleo.page.getByText('There is nothing here')).toBeVisible()
  }
})

function choice({ page }: InboxScreen, name: RegExp) {
  return page.getByRole('dialog', { name: 'Command menu' }).getByRole('option', { name })
}

async function act({ page, button }: InboxScreen, name: string): Promise<void> {
  await button('More actions').click()
  await page.getByRole('menuitem', { name }).click()
}

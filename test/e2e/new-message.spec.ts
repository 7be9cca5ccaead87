import { expect, test } from './story.ts'

test('a first text to a number opens its conversation on everybody’s screen', { tag: '@phone' }, async ({
  member,
}) => {
  const [ada, ben] = [await member('Ada'), await member('Ben')]
  await ada.button('New message').click()
  const dialog = ada.page.getByRole('dialog', { name: 'New message' })
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByText('Enter a phone number')).toBeVisible()

  await dialog.getByLabel('From').selectOption({ label: '🔧 Support · (415) 555-0101' })
  await dialog.getByLabel('To').pressSequentially('4155550163')
  await expect(dialog.getByLabel('To')).toHaveValue('(415) 555-0163')
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Your wheel is ready')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(ada.item('Your wheel is ready')).toContainText('Delivered')
  await expect(ben.row(/^\(415\) 555-0163/)).toContainText('Ada: Your wheel is ready')
})

test('KB: N opens it, and Esc gives the list back', async ({ member }) => {
  const ada = await member('Ada')
  await ada.page.keyboard.press('n')
  const dialog = ada.page.getByRole('dialog', { name: 'New message' })
  await expect(dialog.getByLabel('To')).toBeFocused()
  await ada.page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await ada.page.keyboard.press('?')
  await expect(ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Mark as done')
})

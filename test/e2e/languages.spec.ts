import { expect, test } from './story.ts'

test('whoever reads Spanish or French finds everything in it from the first screen', async ({
  stranger,
  stage,
}) => {
  for (const [locale, words] of Object.entries(WORDS)) {
    const page = await stranger({ locale })
    await page.goto('/')
    await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2))
    await expect(page.getByRole('button', { name: words.explore })).toBeVisible()
    await page.context().addCookies(stage.cookies.Ada ?? [])
    await page.goto('/inbox')
    await expect(page.getByRole('navigation', { name: words.inboxes })).toBeVisible()
    await page.getByRole('option', { name: /^Dora Mills/ }).click()
    await expect(page.getByRole('button', { name: words.done })).toBeVisible()
    await expect(page.getByRole('log', { name: words.timeline })).toBeVisible()
    await expect(page.getByRole('log')).toContainText(words.delivered)
  }
})

test('another language and another look are chosen in the menu, and remembered', { tag: '@phone' }, async ({
  member,
}) => {
  const { page } = await member('Ada')
  await page.getByRole('button', { name: /account/i }).click()
  await page.getByRole('menuitemradio', { name: 'Français' }).click()
  await page.getByRole('menuitemradio', { name: 'Sombre' }).click()
  await page.keyboard.press('Escape')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('button', { name: 'Nouveau message' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Nouveau message' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

const WORDS = {
  'es-ES': {
    explore: 'Explorar la demo',
    inboxes: 'Bandejas de entrada',
    done: 'Marcar como finalizada',
    timeline: 'Cronología',
    delivered: 'Entregado',
  },
  'fr-FR': {
    explore: 'Explorer la démo',
    inboxes: 'Boîtes de réception',
    done: 'Marquer comme terminée',
    timeline: 'Chronologie',
    delivered: 'Distribué',
  },
}

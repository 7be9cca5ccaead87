import { check } from './axe.ts'
import { newCustomer } from './customers.ts'
import { takeHandset } from './screens.ts'
import { expect, test } from './story.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, { tag: '@phone' }, () => {
    test('the inbox, its threads and everything over them are within everybody’s reach', async ({
      member,
      stage,
    }) => {
      const { page, open, write, item, button, list } = await member('Ada', { colorScheme })
      await check(page)
      const customer = newCustomer(stage)
      await customer.texts('Hello')
      await open(new RegExp(`^${customer.display.replace(/[()]/g, '\\$&')}`))
      await write('Hello!')
      await expect(item('Hello!')).toContainText('Delivered')
      await button('Mark as unread').click()
      await check(page)

      await page.goto('/inbox')
      await page.getByRole('link', { name: /^All inboxes/ }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'All inboxes' })).toBeAttached()
      await check(page)
      await button('New message').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
      await check(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /account/i }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
      await check(page)
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      await check(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Spam', exact: true }).click()
      await expect(list).toBeVisible()
      await check(page)
    })

    test('a failed text, the phones, what is held back and the wrong address are too', async ({
      member,
      stranger,
      stage,
    }) => {
      const { page, open, write, item } = await member('Ada', { colorScheme })
      const cliff = await takeHandset(await stranger({ colorScheme }), 'Cliff Rowe')
      await cliff.text('Anybody?')
      await open(/^Cliff Rowe|^\(415\) 555-0199/)
      await write('Yes')
      await expect(item('Yes').first()).toContainText('Not delivered.')
      await check(page)
      await check(cliff.page)
      await page.goto('/quarantine')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await check(page)
      await page.goto('/nowhere')
      await page.getByText('There is nothing here').waitFor()
      await check(page)
      const visitor = await stranger({ colorScheme, baseURL: stage.app.url })
      await visitor.goto('/')
      await visitor.getByRole('heading', { level: 1 }).waitFor()
      await check(visitor)
    })
  })
}

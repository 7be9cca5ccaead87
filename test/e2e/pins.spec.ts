import { setTimeout } from 'node:timers/promises'
import type { Locator, Page } from '@playwright/test'
import { newCustomer } from './customers.ts'
import type { InboxScreen } from './screens.ts'
import { expect, test } from './story.ts'

test.use({ apart: 'pins' })

test('ST-13: one’s own pins are put in order by mouse and by keys, on every device, and back', async ({
  member,
  stage,
}) => {
  const [ada, other] = [await member('Ada'), await member('Ada')]
  const [first, second, third] = await pinned(ada, stage)
  await expect.poll(() => order(ada, 3)).toEqual([third, second, first])

  await drag(ada, third, 2)
  await expect.poll(() => order(ada, 3)).toEqual([second, first, third])
  await expect(ada.toasts).toContainText('Pin moved')
  await expect(ada.row(starting(first))).toHaveAttribute('aria-selected', 'false')
  await expect.poll(() => order(other, 3)).toEqual([second, first, third])
  await ada.toasts.getByRole('button', { name: 'Undo' }).last().click()
  for (const screen of [ada, other]) await expect.poll(() => order(screen, 3)).toEqual([third, second, first])

  await ada.open(starting(first))
  await ada.list.focus()
  await ada.page.keyboard.press('Control+Shift+ArrowUp')
  await expect.poll(() => order(ada, 3)).toEqual([third, first, second])
  await ada.page.keyboard.press('Control+k')
  await ada.page.getByRole('combobox').fill('move pin down')
  await ada.page.getByRole('option', { name: /^Move pin down/ }).click()
  for (const screen of [ada, other]) await expect.poll(() => order(screen, 3)).toEqual([third, second, first])
})

test('ST-13, CH-9: what is on can be taken away, and the screen says which way it went', async ({
  member,
  stage,
}) => {
  const ada = await member('Ada')
  const [first] = await pinned(ada, stage)
  await ada.open(starting(first))
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Unpin for me' }).click()
  await expect(ada.toasts).toContainText('Unpinned')
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Pin for the team' }).click()
  await expect(ada.toasts).toContainText('Pinned')

  const menu = ada.page.getByRole('dialog', { name: 'Command menu' })
  for (const said of ['Tag “VIP” added', 'Tag “VIP” removed']) {
    await ada.page.keyboard.press('l')
    const vip = menu.getByRole('option', { name: /^VIP/ })
    await expect(vip).toContainText(said.endsWith('added') ? /^VIP$/ : /on$/)
    await vip.click()
    await expect(ada.toasts).toContainText(said)
  }
})

test('ST-13: a finger puts pins in order by their handle, and elsewhere it scrolls', {
  tag: '@phone-only @phone',
}, async ({ member, stage }) => {
  const ada = await member('Ada')
  const [first, second, third] = await pinned(ada, stage)
  await expect.poll(() => order(ada, 3)).toEqual([third, second, first])
  await touch(ada.page, ada.row(starting(third)).locator('[data-handle]'), 128)
  await expect.poll(() => order(ada, 3)).toEqual([second, first, third])
  await expect(ada.list).toBeVisible()

  await ada.open(starting(third))
  await ada.button('More actions').click()
  await ada.page.getByRole('menuitem', { name: 'Move pin up' }).click()
  await expect(ada.toasts).toContainText('Pin moved')
  await ada.button('Back').click()
  await expect.poll(() => order(ada, 3)).toEqual([second, third, first])
})

type Stage = Parameters<typeof newCustomer>[0]

/** Three who wrote, each pinned by the member: the one pinned last stands first. */
async function pinned(screen: InboxScreen, stage: Stage): Promise<[string, string, string]> {
  const customers = [newCustomer(stage), newCustomer(stage), newCustomer(stage)]
  for (const { display, texts } of customers) {
    await texts('Keep me in sight')
    await screen.row(starting(display)).click()
    await screen.button('More actions').click()
    await screen.page.getByRole('menuitem', { name: 'Pin for me' }).click()
    await expect(screen.toasts).toContainText('Pinned')
    const back = screen.button('Back')
    if (await back.isVisible()) await back.click()
    await expect(screen.row(starting(display))).toContainText('Pinned')
  }
  return customers.map(({ display }) => display) as [string, string, string]
}

function starting(display: string): RegExp {
  return new RegExp(`^${display.replace(/[()]/g, '\\$&')}`)
}

async function order({ list }: InboxScreen, count: number): Promise<string[]> {
  const rows = await list.getByRole('option').all()
  const placed = await Promise.all(
    rows.map(async (row) => ({
      at: Number(await row.getAttribute('aria-posinset')),
      name: (await row.textContent())?.slice(0, '(628) 555-1001'.length) ?? '',
    })),
  )
  return placed
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ name }) => name)
}

async function drag({ page, row }: InboxScreen, name: string, rows: number): Promise<void> {
  const box = await row(starting(name)).boundingBox()
  if (!box) throw new Error('The row is not in view')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + (rows * box.height) / 2, { steps: 4 })
  await page.mouse.move(x, y + rows * box.height, { steps: 4 })
  await page.mouse.up()
}

async function touch(page: Page, handle: Locator, by: number): Promise<void> {
  const box = await handle.boundingBox()
  if (!box) throw new Error('The handle is not in view')
  const client = await page.context().newCDPSession(page)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  for (let step = 1; step <= 8; step++) {
    await setTimeout(20)
    await client.send('Input.dispatchTouchEvent', {
      type: 'touchMove',
      touchPoints: [{ x, y: y + (by * step) / 8 }],
    })
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await client.detach()
}

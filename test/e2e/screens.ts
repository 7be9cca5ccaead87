import type { Locator, Page } from '@playwright/test'

/** The inbox as people and screen readers know it. */
export type InboxScreen = {
  page: Page
  inboxes: Locator
  list: Locator
  timeline: Locator
  composer: Locator
  toasts: Locator
  row(name: string | RegExp): Locator
  item(text: string | RegExp): Locator
  button(name: string): Locator
  /** Opens by click or tap. */
  open(name: string | RegExp): Promise<void>
  /** Back to the list, where a thread takes its place. */
  leave(): Promise<void>
  write(text: string): Promise<void>
}

export function inboxScreen(page: Page): InboxScreen {
  const list = page.getByRole('listbox', { name: 'Conversations' })
  const timeline = page.getByRole('log', { name: 'Timeline' })
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  const row = (name: string | RegExp) => list.getByRole('option', { name })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  return {
    page,
    inboxes: page.getByRole('navigation', { name: 'Inboxes' }),
    list,
    timeline,
    composer,
    toasts: page.getByRole('status'),
    row,
    item: (text) => timeline.getByRole('article').filter({ hasText: text }),
    button,
    open: (name) => row(name).click(),
    async leave() {
      await list.or(button('Back')).first().waitFor()
      if (!(await list.isVisible())) await button('Back').click()
      await list.waitFor()
    },
    async write(text) {
      await composer.fill(text)
      await button('Send').click()
    },
  }
}

/** What a member sees of a conversation that is open, in words that are the same for everybody. */
export async function shownTo(member: string, { timeline }: InboxScreen): Promise<string[]> {
  const items = await timeline.getByRole('article').allInnerTexts()
  return items.map((text) => text.replace(/\byou(rself)?\b/gi, member))
}

/** A customer's phone on the sandbox page. */
export type Handset = {
  page: Page
  region: Locator
  texts: Locator
  text(text: string): Promise<void>
}

export async function takeHandset(page: Page, customer: string): Promise<Handset> {
  await page.goto('/sandbox')
  const region = page.getByRole('region', { name: `Handset: ${customer}` })
  if (!(await shows(page, region))) {
    await page
      .getByLabel('This phone belongs to')
      .first()
      .selectOption({ label: await labelOf(page, customer) })
  }
  return {
    page,
    region,
    texts: region.getByRole('log', { name: 'Texts' }),
    async text(text) {
      await region.getByRole('textbox', { name: 'Text message' }).fill(text)
      await region.getByRole('button', { name: 'Send text' }).click()
    },
  }
}

async function shows(page: Page, region: Locator): Promise<boolean> {
  await page
    .getByRole('region', { name: /^Handset/ })
    .first()
    .waitFor()
  return region.isVisible()
}

async function labelOf(page: Page, customer: string): Promise<string> {
  const options = page.getByLabel('This phone belongs to').first().locator('option')
  return (await options.filter({ hasText: customer }).first().textContent()) ?? customer
}

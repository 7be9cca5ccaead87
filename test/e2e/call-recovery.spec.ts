import type { Page } from '@playwright/test'
import { inboxScreen, takeHandset } from './screens.ts'
import { expect, test } from './story.ts'
import { giveVoice, hears } from './voices.ts'

// What carries calls dies in the middle of them. It plays on a stage of its own, whose server is killed.
test.use({ apart: 'what dies', expected: /WebSocket connection|Failed to load resource/ })

const VOICES = { Ada: 1_000, Dora: 700 }

test('what carries voices is killed: the call ends in its thread, the inbox goes on, and the next call is heard', async ({
  stranger,
  stage,
}) => {
  test.setTimeout(120_000)
  const { ada, dora } = await talking(stranger, stage)
  for (const pid of await stage.app.mediaPids()) process.kill(pid, 'SIGKILL')
  await expect(bar(ada.page)).toBeHidden()
  await expect(dora.getByText('Call ended')).toBeVisible()
  await expect(ada.item(/The call was interrupted after 0:\d\d/).last()).toBeVisible()
  await ada.write('Sorry, we were cut off. Calling you back.')
  await expect(ada.item('Sorry, we were cut off').last()).toBeVisible()

  await ada.button('Call').click()
  await dora.getByRole('button', { name: 'Answer' }).click()
  await hears(dora, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await bar(ada.page).getByRole('button', { name: 'Hang up' }).click()
  await expect(bar(ada.page)).toBeHidden()
})

test('the whole server is killed and comes back: the call has ended in its thread, on every open screen', async ({
  stranger,
  stage,
}) => {
  test.setTimeout(180_000)
  const { ada } = await talking(stranger, stage)
  const interrupted = ada.item(/The call was interrupted after 0:\d\d/)
  const before = await interrupted.count()
  await stage.app.kill()
  await stage.app.start()
  await expect(bar(ada.page)).toBeHidden({ timeout: 30_000 })
  await expect(interrupted).toHaveCount(before + 1, { timeout: 30_000 })
})

type Cookies = Parameters<ReturnType<Page['context']>['addCookies']>[0]
type Stage = { app: { url: string }; cookies: Record<string, Cookies> }

/** Dora has called, and Ada and she hear each other. */
async function talking(stranger: () => Promise<Page>, stage: Stage) {
  const page = await stranger()
  await giveVoice(page, VOICES.Ada)
  await page.context().addCookies(stage.cookies.Ada ?? [])
  await page.goto(stage.app.url)
  const ada = inboxScreen(page)
  await ada.list.getByRole('option').first().waitFor()
  const dora = await stranger()
  await giveVoice(dora, VOICES.Dora)
  await takeHandset(dora, 'Dora Mills')
  await dora.getByRole('button', { name: 'Call', exact: true }).first().click()
  await page
    .getByRole('region', { name: 'Incoming call' })
    .getByRole('button', { name: /^Answer/ })
    .click()
  await hears(dora, VOICES.Ada)
  await hears(page, VOICES.Dora)
  await bar(page).getByRole('button', { name: 'Dora Mills', exact: true }).click()
  await expect(ada.item('You are in a call')).toBeVisible()
  return { ada, dora }
}

function bar(page: Page) {
  return page.getByRole('region', { name: 'Call with Dora Mills' })
}

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Locator, Page } from '@playwright/test'
import { check } from './axe.ts'
import { answer, decline, desk, phone, sharesOf, softphone, talk, VOICES } from './calls.ts'
import { expect, test } from './story.ts'
import { hasHeard, hears, hearsOther } from './voices.ts'

const BEEP = 1_400

// Real time passes in calls, and on a busy machine more of it.
test.describe.configure({ timeout: 120_000 })

test('CA-1, CN-1: a customer whom nobody answers hears our own greeting and the beep; what they say is new until somebody hears it', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const [ada, ben] = [await desk(people, 'Ada'), await desk(people, 'Ben')]
  const settings = await settingsOf(ada.page, 'Greeting')
  await settings.getByRole('button', { name: 'Record' }).click()
  await expect(settings.getByText(/0:(0[2-9]|[1-5]\d) of 1:00/)).toBeVisible()
  await settings.getByRole('button', { name: 'Stop' }).click()
  await settings.getByRole('button', { name: 'Use it' }).click()
  await expect(settings).toContainText('hear your own greeting')
  await check(ada.page)
  await ada.page.goto('/')

  const dora = await phone(people)
  await dora.calls()
  for (const { page } of [ada, ben]) await decline(page)
  await hasHeard(dora.page, VOICES.Ada)
  await hasHeard(dora.page, BEEP)
  await talk(dora.region.getByRole('region', { name: 'Call: Support' }), 3)
  await dora.hangsUp()
  await expect(ada.row(/^Dora Mills/)).toContainText(/Voicemail · 0:0\d/)

  await ada.open(/^Dora Mills/)
  const message = ada.item(/Voicemail, 0:\d\d/).last()
  await expect(message).toContainText('New')
  const audio = message.locator('audio')
  const [said] = await sharesOf(audio, 0, [VOICES.Dora])
  expect(said).toBeGreaterThan(0.7)
  await message.getByRole('combobox', { name: 'Speed' }).selectOption('2×')
  await message.getByRole('button', { name: 'Play: Voicemail' }).click()
  await expect.poll(() => placeIn(audio)).toBeGreaterThan(0.3)
  await expect(message).not.toContainText('New')

  await ada.page.goto('/calls')
  const calls = ada.page.getByRole('listbox', { name: 'Calls' })
  await ada.page.getByRole('button', { name: 'Voicemail', exact: true }).click()
  await expect(calls.getByRole('option').first()).toContainText('Voicemail, 0:')
  await ada.page.getByRole('button', { name: 'Missed', exact: true }).click()
  await expect(calls.getByRole('option').first()).toContainText('Dora Mills')
  await ada.page.getByRole('button', { name: 'Recorded', exact: true }).click()
  await expect(calls.getByRole('option', { name: /Voicemail/ })).toHaveCount(0)

  const again = await settingsOf(ada.page, 'Greeting')
  await again.getByRole('button', { name: 'Remove' }).click()
  await expect(again).toContainText('hear the built-in greeting')
  await again.locator('input[type=file]').setInputFiles({
    name: 'greeting.mp3',
    mimeType: 'audio/mpeg',
    buffer: Buffer.from('This is no sound'),
  })
  await expect(again.getByRole('alert')).toContainText('no sound that your browser can read')
})

test('AD-5, CA-3, CA-4: an inbox lets calls be recorded; everybody is told, each voice is on its own channel, and what it says is there to read', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada')
  const dora = await phone(people)
  const scribe = await createScribe()
  await ada.page.goto('/settings/transcripts')
  await ada.page.getByRole('checkbox', { name: 'Write calls down' }).check()
  await ada.page.getByRole('checkbox', { name: 'Sum calls up' }).check()
  for (const panel of ['Transcripts', 'Summary']) {
    const fields = ada.page.getByRole('region', { name: panel })
    await fields.getByLabel('Address').fill(scribe.url)
    await fields.getByLabel('Model').fill('a model')
  }
  await ada.button('Save').click()
  await expect(ada.page.getByText('Calls are written down from now on')).toBeVisible()
  await check(ada.page)
  const settings = await settingsOf(ada.page, 'Calls')
  await settings.getByLabel('Recording of calls').selectOption('When somebody begins it')
  await settings.getByRole('checkbox', { name: 'Write down what is said' }).check()
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(ada.page.getByText('Calls are answered this way from now on')).toBeVisible()
  await ada.inboxes.getByRole('link', { name: /^Support/ }).click()

  await dora.calls()
  await answer(ada.page)
  await hears(dora.page, VOICES.Ada)
  const { bar, press, more } = softphone(ada.page, 'Dora Mills')
  await more()
  await press('Record')
  await hearsOther(dora.page, VOICES.Ada)
  await hears(dora.page, VOICES.Ada)
  await talk(bar, 3)
  await check(ada.page)
  await press('Pause recording')
  await expect(bar.getByText(/^The recording is paused/)).toBeVisible()
  await press('Notes')
  await ada.page.getByRole('textbox', { name: 'Comment' }).last().fill('Wants the red one')
  await ada.page.keyboard.press('Control+Enter')
  await press('Make small')
  await press('Hang up')
  await ada.open(/^Dora Mills/)
  await expect(ada.item('Wants the red one')).toBeVisible()

  const item = ada.timeline
    .getByRole('article')
    .filter({ has: ada.page.locator('audio') })
    .last()
  const audio = item.locator('audio')
  await item.getByRole('button', { name: 'Play: Recording' }).click()
  await expect.poll(() => placeIn(audio)).toBeGreaterThan(0.3)
  const voices = [VOICES.Dora, VOICES.Ada]
  const [hers = 0, crossed = 1] = await sharesOf(audio, 0, voices)
  const [back = 1, ours = 0] = await sharesOf(audio, 1, voices)
  expect([hers, ours].every((share) => share > 0.7)).toBe(true)
  expect([crossed, back].every((share) => share < 0.01)).toBe(true)

  await expect(item.getByText('Dora wants a red one.')).toBeVisible()
  await item.getByRole('button', { name: 'Transcript' }).click()
  await audio.evaluate((element: HTMLAudioElement) => element.pause())
  await item.getByRole('button', { name: /Dora Mills: A red one, please/ }).click()
  await expect.poll(() => placeIn(audio)).toBeGreaterThan(1)
  await check(ada.page)
  await scribe.close()
  await ada.page.goto('/calls')
  await ada.page.getByRole('listbox', { name: 'Calls' }).getByRole('option').first().click()
  await expect(ada.page.getByRole('list').filter({ hasText: 'in the call for' })).toBeVisible()
  await check(ada.page)
})

async function settingsOf(page: Page, panel: 'Calls' | 'Greeting'): Promise<Locator> {
  await page.goto('/settings/inboxes')
  await page
    .getByRole('main')
    .getByRole('link', { name: /Support/ })
    .click()
  return page.getByRole('region', { name: panel, exact: true })
}

/** A server that speaks OpenAI's API, as a local one would. */
async function createScribe(): Promise<{ url: string; close(): Promise<void> }> {
  const told = { summary: ['Dora wants a red one.'], nextSteps: ['Send it.'] }
  const heard = [
    { start: 0, end: 1, text: 'Hello' },
    { start: 1.1, end: 2, text: 'A red one, please' },
  ]
  const server = createServer((request, response) => {
    request.resume()
    const speech = { text: '', segments: heard }
    const answer = { choices: [{ message: { content: JSON.stringify(told) } }] }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.url === '/v1/audio/transcriptions' ? speech : answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function placeIn(audio: Locator): Promise<number> {
  return audio.evaluate((element: HTMLAudioElement) => element.currentTime)
}

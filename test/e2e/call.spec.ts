import type { Locator, Page } from '@playwright/test'
import { check } from './axe.ts'
import { inboxScreen, takeHandset } from './screens.ts'
import { expect, test } from './story.ts'
import { giveVoice, goneAt, hasHeard, hears, hearsNothing, hearsOther, pressedAt } from './voices.ts'

const VOICES = { Ada: 1_000, Ben: 1_300, Dora: 700 }

test('CA-2: a customer calls; the team rings, the first has it, and the right voice is heard on each side, come what may', async ({
  stranger,
  stage,
}) => {
  test.setTimeout(120_000)
  const people = { stranger, stage }
  const [ada, ben] = [await desk(people, 'Ada'), await desk(people, 'Ben')]
  const dora = await phone(people)
  await dora.getByRole('button', { name: 'Call', exact: true }).first().click()
  for (const { page } of [ada, ben]) await expect(incoming(page)).toContainText('Dora Mills')

  const lost = goneAt(ada.page, 'Incoming call')
  const won = await pressedAt(incoming(ben.page).getByRole('button', { name: /^Answer/ }))
  expect((await lost) - won).toBeLessThanOrEqual(300)
  await hears(ben.page, VOICES.Dora)
  await hears(dora, VOICES.Ben)

  const bar = ben.page.getByRole('region', { name: 'Call with Dora Mills' })
  await bar.getByRole('button', { name: 'Hold' }).click()
  await hearsOther(dora, VOICES.Ben)
  await bar.getByRole('button', { name: 'Resume' }).click()
  await hears(dora, VOICES.Ben)

  await ben.page.reload()
  await hears(ben.page, VOICES.Dora)
  await hears(dora, VOICES.Ben)

  await bar.getByRole('button', { name: 'More of this call' }).click()
  await bar.getByRole('button', { name: 'Transfer', exact: true }).click()
  await bar.getByRole('button', { name: 'Transfer to Ada' }).click()
  await expect(incoming(ada.page)).toContainText('Ben passes this call to you')
  await incoming(ada.page)
    .getByRole('button', { name: /^Answer/ })
    .click()
  await hears(dora, VOICES.Ada)
  await expect(bar).toBeHidden()

  await ada.open(/^Dora Mills/)
  await expect(ada.item('You are in a call')).toBeVisible()
  await ada.page.close({ runBeforeUnload: true })
  await expect(dora.getByText('Call ended')).toBeVisible()
})

test('CA-6, CA-7: calls from a thread and from the dial pad; keys are heard, and why nobody was reached is said', async ({
  stranger,
  stage,
}) => {
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada')
  const dora = await phone(people)
  await ada.open(/^Dora Mills/)
  await ada.button('Call').click()
  await dora.getByRole('button', { name: 'Answer' }).click()
  await hears(dora, VOICES.Ada)
  await hears(ada.page, VOICES.Dora)
  await expect(ada.item('You are in a call')).toBeVisible()

  await dora.getByRole('button', { name: 'Mute', exact: true }).click()
  await hearsNothing(ada.page)
  await dora.getByRole('button', { name: 'Keypad' }).click()
  for (let times = 0; times < 10; times++) await dora.getByRole('button', { name: '5', exact: true }).click()
  await hears(ada.page, HIGHER_TONE_OF_5)
  await dora.getByRole('button', { name: 'Hang up' }).click()
  await expect(ada.page.getByRole('region', { name: 'Call with Dora Mills' })).toBeHidden()
  await expect(ada.item(/You called, 0:\d\d/).last()).toBeVisible()

  await ada.page.keyboard.press('Escape')
  await ada.page.keyboard.press('c')
  const pad = ada.page.getByRole('dialog', { name: 'Make a call' })
  await pad.getByRole('textbox', { name: 'To' }).fill('415-555-0196')
  await pad.getByRole('button', { name: 'Call', exact: true }).click()
  await expect(ada.page.getByText(/the line is busy/)).toBeVisible()

  await ada.page.getByRole('link', { name: 'Calls', exact: true }).click()
  const calls = ada.page.getByRole('listbox', { name: 'Calls' })
  await expect(calls.getByRole('option').first()).toContainText('the line was busy')
  await ada.page
    .getByRole('textbox', { name: 'Name, company or number' })
    .or(ada.page.getByRole('searchbox'))
    .fill('Dora')
  await expect(calls.getByRole('option').first()).toContainText('Dora Mills')
})

test('a customer whom nobody answers hears the greeting and the beep, and what they say is played in the thread', async ({
  stranger,
  stage,
}) => {
  test.setTimeout(120_000)
  const people = { stranger, stage }
  const [ada, ben] = [await desk(people, 'Ada'), await desk(people, 'Ben')]
  const dora = await phone(people)
  await dora.getByRole('button', { name: 'Call', exact: true }).first().click()
  for (const { page } of [ada, ben])
    await incoming(page).getByRole('button', { name: 'Decline' }).first().click()
  await hasHeard(dora, BEEP)
  const screen = dora.getByRole('region', { name: 'Call: Support' })
  const saidAt = await secondsShown(screen)
  await expect.poll(() => secondsShown(screen)).toBeGreaterThan(saidAt + 2)
  await dora.getByRole('button', { name: 'Hang up' }).click()

  await ada.open(/^Dora Mills/)
  const message = ada.item(/Voicemail, 0:\d\d/).last()
  await expect(message).toContainText('New')
  const audio = message.locator('audio')
  expect(await pitchOf(audio)).toBeCloseTo(VOICES.Dora, TOLERANCE)
  await message.getByRole('button', { name: 'Play: Voicemail' }).click()
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0.3)
  await expect(message).not.toContainText('New')
})

test('AD-5, CA-3: an inbox lets calls be recorded; everybody is told, and the recording is in the thread', async ({
  stranger,
  stage,
}) => {
  test.setTimeout(120_000)
  const people = { stranger, stage }
  const ada = await desk(people, 'Ada')
  const dora = await phone(people)
  await ada.page.goto('/settings/inboxes')
  await ada.page
    .getByRole('main')
    .getByRole('link', { name: /Support/ })
    .click()
  const settings = ada.page.getByRole('region', { name: 'Calls' })
  await settings.getByLabel('Recording of calls').selectOption('When somebody begins it')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(ada.page.getByText('Calls are answered this way from now on')).toBeVisible()
  await ada.inboxes.getByRole('link', { name: /^Support/ }).click()

  await dora.getByRole('button', { name: 'Call', exact: true }).first().click()
  await incoming(ada.page)
    .getByRole('button', { name: /^Answer/ })
    .click()
  await hears(dora, VOICES.Ada)
  const bar = ada.page.getByRole('region', { name: 'Call with Dora Mills' })
  await bar.getByRole('button', { name: 'More of this call' }).click()
  await bar.getByRole('button', { name: 'Record', exact: true }).click()
  await hearsOther(dora, VOICES.Ada)
  await hears(dora, VOICES.Ada)
  const begun = await secondsShown(bar)
  await expect.poll(() => secondsShown(bar)).toBeGreaterThan(begun + 1)
  await check(ada.page)
  await bar.getByRole('button', { name: 'Dora Mills', exact: true }).click()
  await bar.getByRole('button', { name: 'Hang up' }).click()

  const item = ada
    .item('Recording')
    .or(ada.timeline.getByRole('article').filter({ has: ada.page.locator('audio') }))
    .last()
  await item.getByRole('button', { name: 'Play: Recording' }).click()
  const audio = item.locator('audio')
  await expect.poll(() => audio.evaluate((one: HTMLAudioElement) => one.currentTime)).toBeGreaterThan(0.3)
  expect(await pitchOf(audio)).toBeCloseTo(VOICES.Dora, TOLERANCE)
  await check(ada.page)
  await ada.page.goto('/calls')
  await ada.page.getByRole('listbox', { name: 'Calls' }).getByRole('option').first().click()
  await check(ada.page)
})

const BEEP = 1_400
const HIGHER_TONE_OF_5 = 1_336
// As `toBeCloseTo` counts: within 50 Hz.
const TOLERANCE = -2

type People = {
  stranger: () => Promise<Page>
  stage: { app: { url: string }; cookies: Record<string, Cookies> }
}
type Cookies = Parameters<ReturnType<Page['context']>['addCookies']>[0]

async function desk({ stranger, stage }: People, name: 'Ada' | 'Ben') {
  const page = await stranger()
  await giveVoice(page, VOICES[name])
  await page.context().addCookies(stage.cookies[name] ?? [])
  await page.goto(stage.app.url)
  const screen = inboxScreen(page)
  await screen.list.getByRole('option').first().waitFor()
  return screen
}

async function phone({ stranger }: People): Promise<Page> {
  const page = await stranger()
  await giveVoice(page, VOICES.Dora)
  await takeHandset(page, 'Dora Mills')
  return page
}

function incoming(page: Page) {
  return page.getByRole('region', { name: 'Incoming call' })
}

// As the phone's clock shows them.
async function secondsShown(screen: Locator): Promise<number> {
  const [, minutes = '0', seconds = '0'] = /(\d+):(\d\d)/.exec(await screen.innerText()) ?? []
  return 60 * Number(minutes) + Number(seconds)
}

// How often what is kept swings in a second.
function pitchOf(audio: Locator): Promise<number> {
  return audio.evaluate(async (one: HTMLAudioElement) => {
    const bytes = await (await fetch(one.src)).arrayBuffer()
    const sound = await new AudioContext().decodeAudioData(bytes)
    const samples = sound.getChannelData(0)
    let swings = 0
    for (let at = 1; at < samples.length; at++)
      if ((samples[at - 1] ?? 0) < 0 && (samples[at] ?? 0) >= 0) swings++
    return swings / sound.duration
  })
}

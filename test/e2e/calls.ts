import type { BrowserContextOptions, Locator, Page } from '@playwright/test'
import { inboxScreen, takeHandset } from './screens.ts'
import { expect, type Stage } from './story.ts'
import { giveVoice } from './voices.ts'

/** What everybody's microphone says, in hertz. */
export const VOICES = { Ada: 1_000, Ben: 1_300, Cleo: 1_900, Dora: 700, Sam: 500 }

export type People = { stranger(options?: BrowserContextOptions): Promise<Page>; stage: Stage }

/** A member before their browser, with a voice. `prepare`: what is different about it. */
export async function desk(
  { stranger, stage }: People,
  name: 'Ada' | 'Ben' | 'Cleo',
  options?: BrowserContextOptions,
  prepare?: (page: Page) => Promise<unknown>,
) {
  const page = await stranger(options)
  await giveVoice(page, VOICES[name])
  await prepare?.(page)
  await page.context().addCookies(stage.cookies[name] ?? [])
  await page.goto(stage.app.url)
  const screen = inboxScreen(page)
  await screen.list.getByRole('option').first().waitFor()
  return screen
}

/** A customer's phone, with a voice. */
export async function phone({ stranger }: People, name: 'Dora' | 'Sam' = 'Dora') {
  const page = await stranger()
  await giveVoice(page, VOICES[name])
  const { region } = await takeHandset(page, { Dora: 'Dora Mills', Sam: 'Sam Rivera' }[name])
  const press = (label: string) => region.getByRole('button', { name: label, exact: true }).click()
  return { page, region, press, calls: () => press('Call'), hangsUp: () => press('Hang up') }
}

export function incoming(page: Page): Locator {
  return page.getByRole('region', { name: 'Incoming call' })
}

export async function answer(page: Page): Promise<void> {
  await incoming(page)
    .getByRole('button', { name: /^(Answer|Hold and answer)/ })
    .click()
}

export async function decline(page: Page): Promise<void> {
  await incoming(page).getByRole('button', { name: 'Decline' }).first().click()
}

/** Dora calls, and Ada has answered; Ben has declined. `prepare`: what is different about Ada's browser. */
export async function answeredByAda(people: People, prepare?: (page: Page) => Promise<unknown>) {
  const ada = await desk(people, 'Ada', {}, prepare)
  const ben = await desk(people, 'Ben')
  const dora = await phone(people)
  await dora.calls()
  await decline(ben.page)
  await answer(ada.page)
  return { ada, ben, dora }
}

/** The softphone, and everything that it opens to. */
export function softphone(page: Page, name: string) {
  const bar = page.getByRole('region', { name: `Call with ${name}` })
  const press = (label: string) => bar.getByRole('button', { name: label, exact: true }).first().click()
  return { bar, press, more: () => press('More of this call') }
}

/** As a clock of a call shows them. */
export async function secondsShown(clock: Locator): Promise<number> {
  const [, minutes = '0', seconds = '0'] = /(\d+):(\d\d)/.exec(await clock.innerText()) ?? []
  return 60 * Number(minutes) + Number(seconds)
}

/** Lets them talk for so many seconds of the call's own clock. */
export async function talk(clock: Locator, seconds: number): Promise<void> {
  const since = await secondsShown(clock)
  await expect.poll(() => secondsShown(clock)).toBeGreaterThan(since + seconds - 1)
}

/** How much of what is kept in a channel is each of these tones: shares from 0 to 1. */
export function sharesOf(audio: Locator, channel: number, tones: number[]): Promise<number[]> {
  return audio.evaluate(
    async (element: HTMLAudioElement, { channel, tones }) => {
      const bytes = await (await fetch(element.src)).arrayBuffer()
      const sound = await new OfflineAudioContext(2, 1, 8_000).decodeAudioData(bytes)
      const samples = sound.getChannelData(channel)
      const [at, most] = [sound.sampleRate / 4, samples.length]
      const powerOf = (part: Float32Array, hertz: number) => {
        let [real, imaginary] = [0, 0]
        part.forEach((sample, index) => {
          const angle = (2 * Math.PI * hertz * index) / sound.sampleRate
          real += sample * Math.cos(angle)
          imaginary += sample * Math.sin(angle)
        })
        return (2 * (real * real + imaginary * imaginary)) / part.length
      }
      const parts = Array.from({ length: Math.floor(most / at) }, (_, index) =>
        samples.subarray(index * at, (index + 1) * at),
      )
      const all = samples.reduce((sum, sample) => sum + sample * sample, 0)
      return tones.map((hertz) => parts.reduce((sum, part) => sum + powerOf(part, hertz), 0) / all)
    },
    { channel, tones },
  )
}

import type { Locator, Page } from '@playwright/test'
import { expect } from './story.ts'

/** What a page's microphone says from its next load on, and what it hears: in hertz. Named before the page is opened. */
export async function giveVoice(page: Page, hertz: number): Promise<void> {
  await page.addInitScript(speakAndListen, hertz)
}

/** Waits until the loudest thing that the page hears is about this tone. */
export async function hears(page: Page, hertz: number): Promise<void> {
  await expect
    .poll(() => loudest(page), { message: `It hears ${hertz} Hz`, intervals: POLLED_MS })
    .toMatchObject({ hertz: expect.closeTo(hertz, TOLERANCE) })
}

/** Waits until it is something else, or nothing. */
export async function hearsOther(page: Page, than: number): Promise<void> {
  await expect
    .poll(() => loudest(page), { message: `It hears ${than} Hz no more`, intervals: POLLED_MS })
    .not.toMatchObject({ hertz: expect.closeTo(than, TOLERANCE) })
}

/** Waits until it has been heard, however short. */
export async function hasHeard(page: Page, hertz: number): Promise<void> {
  await expect
    .poll(() => heardSoFar(page), { message: `It has heard ${hertz} Hz`, timeout: LONGEST_GREETING_MS })
    .toContainEqual(expect.closeTo(hertz, TOLERANCE))
}

export async function hearsNothing(page: Page): Promise<void> {
  await expect.poll(() => loudest(page), { intervals: POLLED_MS }).toEqual({ hertz: 0 })
}

/** Presses the button, and answers when that was. */
export function pressedAt(button: Locator): Promise<number> {
  return button.evaluate((element: HTMLElement) => {
    element.click()
    return Date.now()
  })
}

/** When the page's own clock says that this was gone. */
export function goneAt(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (label) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelector(`section[aria-label="${label}"]`)) return
          watching.disconnect()
          resolve(Date.now())
        }
        const watching = new MutationObserver(look)
        watching.observe(document.body, { subtree: true, childList: true })
      }),
    name,
  )
}

const POLLED_MS = [100]
const LONGEST_GREETING_MS = 30_000
// As `closeTo` counts: within 5 · 10 Hz.
const TOLERANCE = -2

type Heard = { hertz: number }

function loudest(page: Page): Promise<Heard> {
  return page.evaluate(() => (window as unknown as { loudest(): Heard }).loudest())
}

function heardSoFar(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { heardSoFar(): number[] }).heardSoFar())
}

// Runs in the page, before anything else: it must not name anything outside of itself.
function speakAndListen(hertz: number): void {
  const QUIETEST_DB = -55
  const [LOWEST, HIGHEST] = [200, 3_500]
  let context: AudioContext | undefined
  let ears: AnalyserNode | undefined
  const open = () => (context ??= new AudioContext())

  navigator.mediaDevices.getUserMedia = async () => {
    const oscillator = open().createOscillator()
    const gain = open().createGain()
    const out = open().createMediaStreamDestination()
    oscillator.frequency.value = hertz
    gain.gain.value = 0.3
    oscillator.connect(gain).connect(out)
    oscillator.start()
    return out.stream
  }

  const Real = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('track', ({ track }) => {
        ears = open().createAnalyser()
        ears.fftSize = 4_096
        ears.smoothingTimeConstant = 0
        open()
          .createMediaStreamSource(new MediaStream([track]))
          .connect(ears)
      })
    }
  }

  const loudest = () => {
    if (!ears) return { hertz: 0 }
    const levels = new Float32Array(ears.frequencyBinCount)
    ears.getFloatFrequencyData(levels)
    const step = ears.context.sampleRate / ears.fftSize
    let best = Math.ceil(LOWEST / step)
    for (let at = best; at * step < HIGHEST; at++) if ((levels[at] ?? 0) > (levels[best] ?? 0)) best = at
    return { hertz: (levels[best] ?? -200) > QUIETEST_DB ? Math.round(best * step) : 0 }
  }
  const heard = new Set<number>()
  setInterval(() => heard.add(loudest().hertz), 50)
  Object.assign(window, { loudest, heardSoFar: () => [...heard] })
}

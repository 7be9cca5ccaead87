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

/** Waits until it hears all of these tones at once. */
export async function hearsAll(page: Page, ...tones: number[]): Promise<void> {
  await expect
    .poll(() => page.evaluate((wanted) => (window as unknown as Ears).quietestOf(wanted), tones), {
      message: `It hears ${tones.join(' and ')} Hz`,
      intervals: POLLED_MS,
    })
    .toBeGreaterThan(AUDIBLE_DB)
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
        look()
      }),
    name,
  )
}

const POLLED_MS = [100]
const LONGEST_GREETING_MS = 30_000
// As `closeTo` counts: within 5 · 10 Hz.
const TOLERANCE = -2

const AUDIBLE_DB = -55

type Heard = { hertz: number }
/** What `speakAndListen` leaves in the page. */
type Ears = { loudest(): Heard; heardSoFar(): number[]; quietestOf(tones: number[]): number }

function loudest(page: Page): Promise<Heard> {
  return page.evaluate(() => (window as unknown as Ears).loudest())
}

function heardSoFar(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as Ears).heardSoFar())
}

// Runs in the page, before anything else: it must not name anything outside of itself.
function speakAndListen(hertz: number): void {
  const QUIETEST_DB = -55
  const [LOWEST, HIGHEST] = [200, 3_500]
  let context: AudioContext | undefined
  const ears: { track: MediaStreamTrack; analyser: AnalyserNode }[] = []
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
        const analyser = new AnalyserNode(open(), { fftSize: 4_096, smoothingTimeConstant: 0 })
        open()
          .createMediaStreamSource(new MediaStream([track]))
          .connect(analyser)
        ears.push({ track, analyser })
      })
    }
  }

  // Of all the calls that the page is in, the loudest at each pitch.
  const levels = () => {
    const heard = new Float32Array(2_048).fill(-200)
    const one = new Float32Array(heard.length)
    for (const { track, analyser } of ears) {
      if (track.readyState === 'ended') continue
      analyser.getFloatFrequencyData(one)
      one.forEach((level, at) => {
        if (level > (heard[at] ?? 0)) heard[at] = level
      })
    }
    return heard
  }
  const step = () => open().sampleRate / 4_096
  const loudest = () => {
    if (ears.length === 0) return { hertz: 0 }
    const heard = levels()
    let best = Math.ceil(LOWEST / step())
    for (let at = best; at * step() < HIGHEST; at++) if ((heard[at] ?? 0) > (heard[best] ?? 0)) best = at
    return { hertz: (heard[best] ?? -200) > QUIETEST_DB ? Math.round(best * step()) : 0 }
  }
  const quietestOf = (tones: number[]) => {
    const heard = levels()
    return Math.min(
      ...tones.map((tone) => {
        const at = Math.round(tone / step())
        return Math.max(...heard.subarray(at - 1, at + 2))
      }),
    )
  }
  const soFar = new Set<number>()
  setInterval(() => soFar.add(loudest().hertz), 50)
  Object.assign(window, { loudest, quietestOf, heardSoFar: () => [...soFar] })
}

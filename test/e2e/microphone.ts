import type { Page } from '@playwright/test'
import type { LegId, MediaEngine } from '#voice/engine.ts'

/** Chromium as a softphone without a person: it may listen and speak, and reaches servers on this machine. */
export const SOFTPHONE_ARGS = [
  '--no-sandbox',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--disable-background-networking',
]

/** One end of a call in a page: its microphone is a tone, and what it hears is measured. */
export type Softphone = {
  page: Page
  /** Takes the leg; again after the page was opened anew. */
  connect(engine: MediaEngine, leg: LegId, frequency: number): Promise<void>
  /** How loud a tone is in what is heard, in decibels below the loudest. */
  loudness(frequency: number): Promise<number>
  press(digits: string): Promise<void>
}

type InPage = {
  offer(frequency: number): Promise<string>
  accept(sdp: string): Promise<void>
  loudness(frequency: number): number
  press(digits: string): void
}

const ANYWHERE = 'http://localhost/softphone'

export async function openSoftphone(page: Page): Promise<Softphone> {
  await page.route(ANYWHERE, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Phone</title>' }),
  )
  await page.addInitScript(softphone)
  await page.goto(ANYWHERE)
  return {
    page,
    async connect(engine, leg, frequency) {
      const offer = await page.evaluate((tone) => inPage().offer(tone), frequency)
      const answer = await engine.acceptOffer(leg, offer)
      if (!answer.ok) throw new Error(`The engine refused: ${answer.error.code}`)
      await page.evaluate((sdp) => inPage().accept(sdp), answer.value)
    },
    loudness: (frequency) => page.evaluate((tone) => inPage().loudness(tone), frequency),
    press: (digits) => page.evaluate((keys) => inPage().press(keys), digits),
  }
}

// Runs in the page.
declare function inPage(): InPage

function softphone(): void {
  const audio = new AudioContext()
  const analyser = new AnalyserNode(audio, { fftSize: 4_096, smoothingTimeConstant: 0 })
  const connection = new RTCPeerConnection()
  const speaker = new Audio()
  speaker.muted = true
  connection.ontrack = ({ track }) => {
    const stream = new MediaStream([track])
    // Without an element that plays it, Chromium gives nothing of a remote stream to the analyser.
    speaker.srcObject = stream
    void speaker.play()
    audio.createMediaStreamSource(stream).connect(analyser)
  }
  const phone: InPage = {
    async offer(frequency) {
      const microphone = audio.createMediaStreamDestination()
      const oscillator = new OscillatorNode(audio, { frequency })
      oscillator.connect(new GainNode(audio, { gain: 0.3 })).connect(microphone)
      oscillator.start()
      for (const track of microphone.stream.getTracks()) connection.addTrack(track, microphone.stream)
      await connection.setLocalDescription()
      return connection.localDescription?.sdp ?? ''
    },
    accept: (sdp) => connection.setRemoteDescription({ type: 'answer', sdp }),
    loudness(frequency) {
      const bins = new Float32Array(analyser.frequencyBinCount)
      analyser.getFloatFrequencyData(bins)
      const at = Math.round((frequency * analyser.fftSize) / audio.sampleRate)
      return Math.max(...bins.subarray(at - 1, at + 2))
    },
    press: (digits) => connection.getSenders()[0]?.dtmf?.insertDTMF(digits),
  }
  Object.assign(globalThis, { inPage: () => phone })
}

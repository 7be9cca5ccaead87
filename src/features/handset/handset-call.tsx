import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { openMicrophone } from '#features/call/devices.tsx'
import { type Ringing, ring } from '#features/call/ring-tone.tsx'
import { createVoiceLink, type VoiceLink } from '#features/call/voice-link.tsx'
import { uuidv7 } from '#kit/id.ts'
import { request } from '#ui/request.ts'
import type { HandsetSignal } from './handset.api.ts'
import type { HandsetSignals } from './handset-thread.tsx'

/** A call as the customer's phone shows it. */
export type PhoneCall = {
  callId: string
  phase: 'rings' | 'calls' | 'theirs-rings' | 'talks' | 'over'
  /** Who calls, when it is the team. */
  from: string | null
  /** Why it is over, or cannot begin: how it is said is in the texts. */
  why: Why | null
  muted: boolean
  since: number | null
}

export type Why =
  | 'over'
  | 'busy'
  | 'refused'
  | 'not-sent'
  | 'microphone-refused'
  | 'no-microphone'
  | 'microphone-busy'
  | 'not-secure'

type Place = { line: string; number: string }

/** How long the last word of a call stays on the screen. */
const OVER_MS = 2_500

/** The telephone in a phone: its microphone, its way to the server, and the call that it is in. */
export function useHandsetCall({ line, number }: Place, signals: HandsetSignals) {
  const [call, setCall] = useState<PhoneCall>()
  const wire = useRef<Wire>(undefined)
  const bell = useRef<Ringing>(undefined)
  const hear = useEffectEvent((signal: HandsetSignal) => {
    if (signal.type === 'call') return rings(signal)
    if (signal.callId !== call?.callId) return
    if (signal.type === 'end') return over(signal.why)
    if (signal.answer !== null) void wire.current?.accept(signal.answer)
    if (signal.type === 'ring') setCall((now) => now && { ...now, phase: 'theirs-rings' })
    else setCall((now) => now && { ...now, phase: 'talks', since: now.since ?? Date.now() })
  })
  useEffect(() => signals.subscribe((signal) => hear(signal)), [signals])
  const leave = useEffectEvent(quiet)
  useEffect(() => () => leave(), [])
  const ended = call?.phase === 'over' ? call.callId : undefined
  useEffect(() => {
    if (ended === undefined) return
    const clearing = setTimeout(() => setCall(undefined), OVER_MS)
    return () => clearTimeout(clearing)
  }, [ended])

  return { call, dial, answer, hangUp, mute, press: (digit: string) => wire.current?.link.press(digit) }

  function rings({ callId, from }: HandsetSignal & { type: 'call' }): void {
    // Whoever is talking is busy.
    if (call && call.phase !== 'over') return void say('/end', { callId, why: 'busy' })
    bell.current = ring('call')
    setCall({ ...FRESH, callId, from, phase: 'rings' })
  }

  function dial(): Promise<void> {
    const callId = uuidv7()
    return begin({ ...FRESH, callId, phase: 'calls' }, (offer) => say('', { callId, offer }))
  }

  async function answer(): Promise<void> {
    bell.current?.stop()
    if (call)
      await begin({ ...call, phase: 'calls' }, (offer) => say('/answer', { callId: call.callId, offer }))
  }

  async function begin(next: PhoneCall, tell: (offer: string) => Promise<boolean>): Promise<void> {
    setCall(next)
    const opened = await openMicrophone()
    const [track] = opened.ok ? opened.value.getAudioTracks() : []
    if (!opened.ok || !track) {
      if (next.from !== null) void say('/end', { callId: next.callId, why: 'refused' })
      return setCall({ ...next, phase: 'over', why: opened.ok ? 'no-microphone' : opened.error.code })
    }
    const now = openWire(track)
    wire.current = now
    if (!(await tell(await now.link.offer()))) over('not-sent')
  }

  function hangUp(): void {
    if (!call) return
    void say('/end', { callId: call.callId, why: call.phase === 'rings' ? 'refused' : 'hung-up' })
    over('over')
  }

  function mute(muted: boolean): void {
    if (wire.current) wire.current.track.enabled = !muted
    setCall((now) => now && { ...now, muted })
  }

  function over(why: Why): void {
    quiet()
    setCall((now) => now && { ...now, phase: 'over', why })
  }

  function quiet(): void {
    bell.current?.stop()
    wire.current?.close()
    bell.current = wire.current = undefined
  }

  async function say(step: '' | '/answer' | '/end', words: object): Promise<boolean> {
    return (await request(`/api/handset/calls${step}`, { line, number, ...words })).ok
  }
}

const FRESH = { from: null, why: null, muted: false, since: null }

type Wire = {
  link: VoiceLink
  track: MediaStreamTrack
  accept(answer: string): Promise<void>
  close(): void
}

function openWire(track: MediaStreamTrack): Wire {
  const audio = new Audio()
  audio.autoplay = true
  const link = createVoiceLink(
    track,
    (theirs) => {
      audio.srcObject = theirs
    },
    () => {},
  )
  let accepted = false
  return {
    link,
    track,
    // It is told when it rings, and again when somebody is there.
    async accept(answer) {
      if (accepted) return
      accepted = true
      await link.accept(answer)
    },
    close() {
      link.close()
      track.stop()
      audio.srcObject = null
    },
  }
}

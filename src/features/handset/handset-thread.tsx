import { useCallback, useEffect, useRef, useState } from 'react'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import { request } from '#ui/request.ts'
import type { HandsetMessage, HandsetSignal } from './handset.api.ts'

/** What a customer's phone shows: what has arrived, and over it what it is just sending. */
export type Shown = HandsetMessage | (Omit<HandsetMessage, 'state'> & { state: 'sending' | 'refused' })

export type Picture = { type: string; base64: string; width: number; height: number; url: string }

type Place = { line: string; number: string }

/** A phone's thread with one of our lines, live while somebody looks at it. */
export function useHandsetThread({ line, number }: Place) {
  const [arrived, setArrived] = useState<HandsetMessage[]>([])
  const [sending, setSending] = useState<Shown[]>([])
  const load = useLoad({ line, number }, setArrived)
  const [signals] = useState(createSignals)
  useStream({ line, number }, load, signals)

  async function send(text: string, pictures: Picture[]): Promise<void> {
    const id = uuidv7()
    setSending((before) => [...before, pending(id, text, pictures)])
    const media = pictures.map(({ type, base64 }) => ({ type, base64 }))
    const result = await request('/api/handset/messages', { id, line, number, text, media })
    if (result.ok) await load()
    setSending((before) =>
      result.ok
        ? before.filter((one) => one.id !== id)
        : before.map((one) => (one.id === id ? { ...one, state: 'refused' } : one)),
    )
  }

  return { messages: [...arrived, ...sending], send, signals }
}

function pending(id: string, text: string, pictures: Picture[]): Shown {
  return { id, from: 'customer', text, media: pictures, state: 'sending', at: instant() }
}

// Answers may overtake one another: only the newest question's counts.
function useLoad({ line, number }: Place, show: (messages: HandsetMessage[]) => void): () => Promise<void> {
  const asked = useRef(0)
  return useCallback(async () => {
    const turn = ++asked.current
    const result = await request(`/api/handset/messages?${new URLSearchParams({ line, number })}`)
    // Our own server's answer, as its side of it says.
    if (result.ok && turn === asked.current) show((result.value as { messages: HandsetMessage[] }).messages)
  }, [line, number, show])
}

// It stays while nobody sees the phone: it may ring.
function useStream({ line, number }: Place, load: () => Promise<void>, signals: HandsetSignals): void {
  useEffect(() => {
    const stream = new EventSource(`/api/handset/stream?${new URLSearchParams({ line, number })}`)
    stream.onmessage = () => void load()
    // Our own server's words, as its side of it says.
    stream.addEventListener('call', ({ data }) => signals.tell(JSON.parse(data) as HandsetSignal))
    return () => stream.close()
  }, [line, number, load, signals])
}

/** What the network tells a phone of its calls, for who shows them. */
export type HandsetSignals = {
  tell(signal: HandsetSignal): void
  subscribe(listener: (signal: HandsetSignal) => void): () => void
}

function createSignals(): HandsetSignals {
  const listeners = new Set<(signal: HandsetSignal) => void>()
  return {
    tell(signal) {
      for (const listener of listeners) listener(signal)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

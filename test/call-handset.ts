import { publicId, uuidv7 } from '#kit/id.ts'
import type { TestApp } from './app.ts'

type Signal = {
  type: 'call' | 'ring' | 'answer' | 'end'
  callId: string
  answer?: string
  why?: string
  from?: string
}

/** A customer's phone without its screen: what it does, and what the network tells it. */
export type TestHandset = {
  number: string
  call(offer: string): Promise<void>
  /** Picks up the call that it was told of last. */
  answer(offer: string): Promise<void>
  end(why?: string): Promise<void>
  heard(type: Signal['type']): Promise<Signal>
  close(): void
}

export async function handsetOf(app: TestApp, lineId: string, number: string): Promise<TestHandset> {
  return handsetAt({ url: app.url, cookie: await app.cookieOf(app.world.ada) }, lineId, number)
}

/** The same, in the page of whoever has this cookie. */
export async function handsetAt(
  { url, cookie }: { url: string; cookie: string },
  lineId: string,
  number: string,
): Promise<TestHandset> {
  const line = publicId('PN', lineId)
  const aborting = new AbortController()
  const signals: Signal[] = []
  const waiting: { type: string; resolve: (signal: Signal) => void }[] = []
  let callId = ''
  const stream = await fetch(`${url}/api/handset/calls?line=${line}&number=${encodeURIComponent(number)}`, {
    headers: { cookie },
    signal: aborting.signal,
  })
  void listen()
  return {
    number,
    async call(offer) {
      callId = uuidv7()
      await post('', { offer })
    },
    answer: (offer) => post('/answer', { offer }),
    end: (why) => post('/end', why ? { why } : {}),
    heard,
    close: () => aborting.abort(),
  }

  async function listen(): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of stream.body ?? []) {
        text += decoder.decode(chunk, { stream: true })
        const frames = text.split('\n\n')
        text = frames.pop() ?? ''
        for (const frame of frames) {
          const [, data] = /^event: call\ndata: (.*)$/.exec(frame) ?? []
          if (data !== undefined) take(JSON.parse(data))
        }
      }
    } catch {
      // It was closed.
    }
  }

  function take(signal: Signal): void {
    if (signal.type === 'call') callId = signal.callId
    if (signal.callId !== callId) return
    const at = waiting.findIndex(({ type }) => type === signal.type)
    if (at < 0) signals.push(signal)
    else waiting.splice(at, 1)[0]?.resolve(signal)
  }

  function heard(type: Signal['type']): Promise<Signal> {
    const at = signals.findIndex((signal) => signal.type === type)
    const [known] = at < 0 ? [] : signals.splice(at, 1)
    return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ type, resolve }))
  }

  async function post(path: string, body: object): Promise<void> {
    const response = await fetch(`${url}/api/handset/calls${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ line, number, callId, ...body }),
    })
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  }
}

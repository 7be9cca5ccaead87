import { createHash } from 'node:crypto'
import type { CallFailure, Voice } from '#channel/voice.ts'
import { fail, ok } from '#kit/result.ts'
import { exchange } from './exchange.ts'
import type { SandboxSettings } from './sandbox.ts'

/** Calls of the sandbox: its customers are handsets in browsers, which offer their voice when they pick up. */
export const sandboxVoice: Voice<SandboxSettings> = {
  kind: 'webrtc',
  dialsWithOffer: false,
  async ring(_context, { providerCallId: callId, answer }) {
    exchange.tell({ type: 'ring', callId, answer })
    return ok(undefined)
  },
  async answer(_context, { providerCallId: callId, answer }) {
    exchange.tell({ type: 'answer', callId, answer })
    return ok(undefined)
  },
  async dial({ settings }, { reference, from, to }) {
    const code = FAILING.get(to.slice(-2))
    if (code) return fail(code)
    const callId = `SC${createHash('sha256').update(reference).digest('hex').slice(0, 32)}.${reference}`
    exchange.connect(callId, settings.account, to)
    exchange.tell({ type: 'call', callId, from })
    return ok({ providerCallId: callId })
  },
  async hangUp(_context, { providerCallId: callId, why }) {
    exchange.tell({ type: 'end', callId, why })
    return ok(undefined)
  },
}

// By the last two digits: customers who show, on purpose, what can go wrong.
const FAILING = new Map<string, CallFailure>([
  ['95', 'refused'],
  ['96', 'busy'],
  ['97', 'no-answer'],
  ['98', 'unknown-number'],
  ['99', 'unreachable'],
])

/** Our reference in the sandbox's name for a call that we began. */
export function referenceIn(callId: string): string | null {
  return callId.split('.')[1] ?? null
}

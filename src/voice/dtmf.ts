import { FRAME } from './g711.ts'

// RFC 4733: a key is an event with a timestamp of its own, told in several packets of which the last come three times.
const KEYS = '0123456789*#ABCD'
const PRESS_FRAMES = 5
const PAUSE_FRAMES = 5
const VOLUME = 10
const END_BIT = 0x80

export const DIGITS = /^[0-9*#A-D]+$/

/** The payloads for one frame of 20 ms; a frame without any is the pause between two keys. */
export type DtmfFrame = { payloads: Uint8Array[]; isFirst: boolean }

/** The key that an event's payload names, or undefined when it names none. */
export function keyOf(payload: Uint8Array): string | undefined {
  return payload.length >= 4 ? KEYS[payload[0] ?? KEYS.length] : undefined
}

/** What is sent for one key: 100 ms of it, and a pause of 100 ms. */
export function framesOf(key: string): DtmfFrame[] {
  const pressed = Array.from({ length: PRESS_FRAMES }, (_, index) => {
    const isLast = index === PRESS_FRAMES - 1
    const payload = eventPayload(KEYS.indexOf(key), (index + 1) * FRAME, isLast)
    return { payloads: isLast ? [payload, payload, payload] : [payload], isFirst: index === 0 }
  })
  return [...pressed, ...Array.from({ length: PAUSE_FRAMES }, () => ({ payloads: [], isFirst: false }))]
}

function eventPayload(event: number, duration: number, isEnd: boolean): Uint8Array {
  return Uint8Array.of(event, (isEnd ? END_BIT : 0) | VOLUME, duration >> 8, duration & 0xff)
}

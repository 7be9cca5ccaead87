import type { Call } from './call.ts'
import { isAway, isPending, type Leg } from './leg.ts'

/** What a leg hears when it is nobody's voice. `message`: the greeting, the beep, and then it is listened to. */
export type Heard = 'ringback' | 'music' | 'message'

/** Who hears what in a call as it stands: those in the room hear each other. */
export type Audio = { room: string[]; heard: Map<string, Heard> }

export function audioOf(call: Call): Audio {
  const there = call.legs.filter(({ state }) => state === 'connected')
  const heard = new Map(
    there.flatMap((leg) => {
      const sound = heardBy(call, leg, there)
      return sound ? [[leg.id, sound] as const] : []
    }),
  )
  const room = there.filter(({ id }) => !heard.has(id)).map(({ id }) => id)
  return { room: call.state === 'connected' ? room : [], heard }
}

function heardBy(call: Call, leg: Leg, there: Leg[]): Heard | undefined {
  if (call.state === 'ringing') return 'ringback'
  if (call.state === 'voicemail') return 'message'
  const pending = call.legs.filter(isPending)
  // Whoever is being handed over hears that it rings.
  if (leg.held)
    return pending.some(({ ring }) => ring.as !== 'consult' && ring.as !== 'add') ? 'ringback' : 'music'
  const alone = there.every((other) => other === leg || other.held)
  if (alone && pending.length > 0) return 'ringback'
  const waits = leg.party !== 'member' && there.every((other) => other === leg || other.held || isAway(other))
  return waits ? 'music' : undefined
}

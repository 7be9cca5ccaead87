import { ok, type Result } from '#kit/result.ts'
import type { LegId, MediaProblem } from './engine.ts'

/** Who hears whom. It knows no packets: engines ask it, and carry what it says. */
export type Switchboard = {
  /** Whether the leg is new. */
  add(leg: LegId, callId: string): boolean
  remove(leg: LegId): void
  has(leg: LegId): boolean
  legs(): LegId[]
  bridge(legs: readonly LegId[]): Result<void, MediaProblem>
  unbridge(leg: LegId): void
  setHeld(leg: LegId, held: boolean): void
  setMuted(leg: LegId, muted: boolean): void
  isHeld(leg: LegId): boolean
  /** Whether what the leg says counts: it is neither muted nor on hold. */
  isHeard(leg: LegId): boolean
  /** Those in the leg's bridge that it hears now. */
  heardBy(leg: LegId): LegId[]
  /** Those in the leg's bridge that hear it now. */
  listenersOf(leg: LegId): LegId[]
  /** Everybody in the leg's bridge, itself included. */
  bridgeOf(leg: LegId): LegId[]
}

type Party = { callId: string; muted: boolean; held: boolean; bridge: Set<LegId> }

export function createSwitchboard(): Switchboard {
  const parties = new Map<LegId, Party>()
  return {
    add(leg, callId) {
      if (parties.has(leg)) return false
      parties.set(leg, { callId, muted: false, held: false, bridge: new Set([leg]) })
      return true
    },
    remove(leg) {
      leave(leg)
      parties.delete(leg)
    },
    has: (leg) => parties.has(leg),
    legs: () => [...parties.keys()],
    bridge,
    unbridge: leave,
    setHeld: (leg, held) => change(leg, { held }),
    setMuted: (leg, muted) => change(leg, { muted }),
    isHeld: (leg) => parties.get(leg)?.held ?? false,
    isHeard,
    heardBy: (leg) => (parties.get(leg)?.held ? [] : othersOf(leg).filter(isHeard)),
    listenersOf: (leg) => (isHeard(leg) ? othersOf(leg).filter((other) => !parties.get(other)?.held) : []),
    bridgeOf,
  }

  function bridgeOf(leg: LegId): LegId[] {
    return [...(parties.get(leg)?.bridge ?? [])]
  }

  function bridge(legs: readonly LegId[]): Result<void, MediaProblem> {
    const found = legs.map((leg) => parties.get(leg))
    if (found.some((party) => party === undefined)) return { ok: false, error: { code: 'unknown-leg' } }
    if (new Set(found.map((party) => party?.callId)).size > 1) return { ok: false, error: { code: 'apart' } }
    const together = new Set(legs)
    for (const leg of together) {
      leave(leg)
      change(leg, { bridge: together })
    }
    return ok(undefined)
  }

  function leave(leg: LegId): void {
    parties.get(leg)?.bridge.delete(leg)
    change(leg, { bridge: new Set([leg]) })
  }

  function change(leg: LegId, changes: Partial<Party>): void {
    const party = parties.get(leg)
    if (party) Object.assign(party, changes)
  }

  function isHeard(leg: LegId): boolean {
    const party = parties.get(leg)
    return party !== undefined && !party.muted && !party.held
  }

  function othersOf(leg: LegId): LegId[] {
    return bridgeOf(leg).filter((other) => other !== leg)
  }
}

import type { Problem } from '#kit/result.ts'
import type { ClientFrame, ServerFrame } from '#sync/wire.ts'
import type { LegId, MediaEngine } from '#voice/engine.ts'
import { legOf } from './call.ts'
import type { Carried } from './carried.server.ts'
import type { Carrying } from './carrying.server.ts'
import { lost, returning } from './steps.ts'

/** Browsers' sockets, over which their people's voices are set up. */
export type Seats = {
  enter(who: Sitter, tell: (frame: string) => void): Seat
  /** A member's tab was closed and is being opened again. */
  back(who: Sitter, deviceId: string): void
  /** Tells whoever sits at this leg. */
  tell(leg: LegId, frame: ServerFrame): void
  /** The call is over, whoever sits at it. */
  clear(carried: Carried): void
  close(): void
}

export type Sitter = { workspaceId: string; memberId: string }

export type Seat = {
  speak(offer: ClientFrame & { t: 'voice' }): Promise<void>
  /** The socket has closed. `meant`: as when a page is left, not as when a network is lost. */
  leave(meant: boolean): void
}

/** A page that is loaded again says so by then; one that was closed never does. */
const PAGE_GRACE_MS = 4_500
/** How long a browser may be looking for another network. */
export const NETWORK_GRACE_MS = 20_000
const QUALITY_EVERY_MS = 5_000

/** `begun`: resolves when a call that was just placed is in our hands. */
export function createSeats(
  engine: MediaEngine,
  carrying: Carrying,
  begun: (callId: string) => Promise<unknown>,
): Seats {
  const seats = new Map<LegId, SeatAt>()
  const opening = new Set<LegId>()
  const measuring = setInterval(() => carrying.background(measure()), QUALITY_EVERY_MS)
  return {
    enter,
    back,
    tell: (leg, frame) => seats.get(leg)?.tell(frame),
    clear({ call }) {
      for (const { id } of call.legs) seats.delete(id)
    },
    close: () => clearInterval(measuring),
  }

  function enter(who: Sitter, tell: (frame: string) => void): Seat {
    const here: SeatAt = { tell: (frame) => tell(JSON.stringify(frame)) }
    return { speak: (offer) => speak(who, here, offer), leave: (meant) => leave(here, meant) }
  }

  async function speak(who: Sitter, here: SeatAt, { callId, deviceId, offer }: ClientFrame & { t: 'voice' }) {
    const refused = (problem: Problem) => here.tell({ t: 'no-voice', callId, problem })
    await begun(callId)
    const carried = carrying.get(callId)
    const leg = carried && legOf(carried.call, who.memberId)
    const mine = carried?.name.workspaceId === who.workspaceId && leg?.deviceId === deviceId
    if (!carried || !leg || !mine || leg.state !== 'connected') return refused({ code: 'not-in-call' })
    const created = await engine.createLeg({ leg: leg.id, callId, kind: 'webrtc' })
    const met = created.ok ? await engine.acceptOffer(leg.id, offer) : created
    if (!met.ok) return refused(met.error)
    seats.set(leg.id, here)
    carrying.seat(carried, leg.id)
    here.tell({ t: 'voice', callId, answer: met.value })
    await carrying.attend(carried)
  }

  function leave(here: SeatAt, meant: boolean): void {
    for (const [legId, at] of seats) {
      if (at !== here) continue
      seats.delete(legId)
      const carried = carrying.of(legId)
      const grace = meant && !opening.has(legId) ? PAGE_GRACE_MS : NETWORK_GRACE_MS
      if (carried)
        carrying.background(carrying.step(carried.name, (call, now) => lost(call, legId, grace, now)))
    }
  }

  function back({ workspaceId, memberId }: Sitter, deviceId: string): void {
    for (const { name, call } of carrying.all()) {
      const leg = name.workspaceId === workspaceId ? legOf(call, memberId) : undefined
      if (leg?.deviceId !== deviceId) continue
      // It may be heard before the end of its old socket is.
      opening.add(leg.id)
      setTimeout(() => opening.delete(leg.id), PAGE_GRACE_MS).unref()
      carrying.background(carrying.step(name, (call, now) => returning(call, leg.id, NETWORK_GRACE_MS, now)))
    }
  }

  async function measure(): Promise<void> {
    for (const [leg, at] of seats) {
      const callId = carrying.of(leg)?.name.callId
      const stats = await engine.stats(leg)
      if (!stats.ok || callId === undefined) continue
      const { received, farEnd } = stats.value
      const expected = received.packets + received.lost
      at.tell({
        ...{ t: 'quality', callId, jitterMs: received.jitterMs },
        lost: farEnd?.lost ?? 0,
        lostBack: expected === 0 ? 0 : received.lost / expected,
      })
    }
  }
}

type SeatAt = { tell(frame: ServerFrame): void }

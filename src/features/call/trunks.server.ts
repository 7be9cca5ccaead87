import type { CallAnswered, CallEnded, CallEvent, CallOffered } from '#channel/voice.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { type Carriage, contextOf } from '#features/message/carriage.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import { ok } from '#kit/result.ts'
import { write } from '#sync/write.server.ts'
import type { LegId, MediaEngine } from '#voice/engine.ts'
import { customerOf } from './call.ts'
import type { Carried, Trunk } from './carried.server.ts'
import type { CallLog, Carrying } from './carrying.server.ts'
import { takeCall } from './incoming.server.ts'
import { finish } from './settle.ts'
import { CUSTOMER, SYSTEM, stepIn } from './step.server.ts'
import { ended, pickedUp } from './steps.ts'

/** Between the calls that this process carries and the providers that carry their customers. */
export type Trunks = {
  /** What a provider tells of a call. Resolves when it is committed. */
  accept(arrival: { line: ConnectedLine; event: CallEvent }): Promise<void>
  /** Tells the provider what has become of a call, and calls whom it should. */
  tell(carried: Carried): Promise<void>
}

export type TrunkParts = { carriage: Carriage; engine: MediaEngine; home: number; log: CallLog }

/** Of one caller at one line: more in a minute is no customer. */
const OFFERS_A_MINUTE = 10

export function createTrunks({ carriage, engine, home, log }: TrunkParts, carrying: Carrying): Trunks {
  const { core } = carriage
  const offering = new Map<string, Promise<void>>()
  const answering = new Map<string, Promise<void>>()
  const offers = createLimiterOf(OFFERS_A_MINUTE, 60_000)
  return { accept, tell }

  async function accept({ line, event }: { line: ConnectedLine; event: CallEvent }): Promise<void> {
    const key = `${line.id} ${event.providerCallId}`
    if (event.type === 'call-answered') return once(answering, key, () => answered(line, event))
    if (event.type === 'call-offered') return once(offering, key, () => offered(line, event))
    await offering.get(key)
    return over(event)
  }

  async function offered(line: ConnectedLine, event: CallOffered): Promise<void> {
    const trunk = trunkOf(line)
    const { providerCallId } = event
    if (!trunk) return
    if (offers.take(`${line.id} ${event.from}`) > 0) {
      log.warn({ lineId: line.id, code: 'too-many-calls' }, 'A call was refused: its caller calls too often')
      return refuse(trunk, providerCallId, 'busy')
    }
    const name = { workspaceId: line.workspaceId, callId: uuidv7() }
    const legId = uuidv7()
    const met = await meet(trunk, name.callId, legId, event.offer)
    if (!met.ok && met.error.code !== 'engine-down' && met.error.code !== 'engine-full') {
      log.warn(
        { lineId: line.id, code: met.error.code },
        'A call was refused: its offer could not be answered',
      )
      await engine.close(legId)
      return refuse(trunk, providerCallId, 'refused')
    }
    const { value: outcome } = await write(core, name.workspaceId, CUSTOMER, (write) =>
      takeCall(write, { line, event, ...name, legId, home }),
    )
    if (outcome !== 'taken') {
      await engine.close(legId)
      return outcome === 'known' ? undefined : refuse(trunk, providerCallId, 'busy')
    }
    if (!met.ok) {
      log.error({ code: met.error.code }, 'A call could not be carried')
      await carrying.step(name, (call, now) => finish(call, 'missed', now))
      return refuse(trunk, providerCallId, 'refused')
    }
    const carried = await carrying.take(name, line)
    if (!carried) return
    carried.names.set(legId, providerCallId)
    carried.answer = met.value
    carrying.seat(carried, legId)
    await trunk.voice.ring(trunk.context, { providerCallId, answer: met.value })
    return carrying.attend(carried)
  }

  async function meet(trunk: Trunk, callId: string, leg: LegId, offer: string | null) {
    const created = await engine.createLeg({ leg, callId, kind: trunk.voice.kind })
    if (!created.ok) return created
    return offer === null ? engine.createOffer(leg) : engine.acceptOffer(leg, offer)
  }

  // Whom we called has picked up.
  async function answered(line: ConnectedLine, event: CallAnswered): Promise<void> {
    const { sdp, providerCallId, reference } = event
    const carried = carrying.of(reference)
    const trunk = trunkOf(line)
    const leg = carried?.call.legs.find(({ id }) => id === reference)
    if (!trunk) return
    if (leg?.state === 'connected' && carried?.names.get(leg.id) === providerCallId) return
    if (!carried || leg?.state !== 'ringing') return refuse(trunk, providerCallId, 'refused')
    const met = await pickUp(carried, trunk, leg.id, sdp)
    if (!met.ok) {
      log.warn({ code: met.error.code }, 'A call was ended: its voice could not be carried')
      await carrying.step(carried.name, (call, now) => ended(call, leg.id, 'failed', now))
      return refuse(trunk, providerCallId, 'refused')
    }
    carrying.seat(carried, leg.id)
    carried.names.set(leg.id, providerCallId)
    if (met.value !== null) await trunk.voice.answer(trunk.context, { providerCallId, answer: met.value })
    await carrying.step(carried.name, (call, now) => pickedUp(call, leg.id, now), CUSTOMER)
  }

  async function pickUp(carried: Carried, trunk: Trunk, leg: LegId, sdp: CallAnswered['sdp']) {
    if (sdp?.type !== 'answer') return meet(trunk, carried.name.callId, leg, sdp?.sdp ?? null)
    const accepted = await engine.acceptAnswer(leg, sdp.sdp)
    return accepted.ok ? ok(null) : accepted
  }

  async function over({ providerCallId, reference, why }: CallEnded): Promise<void> {
    const known = carrying.all().find(({ names }) => [...names.values()].includes(providerCallId))
    const carried = known ?? carrying.of(reference ?? '')
    if (!carried) return
    const legId = reference ?? customerOf(carried.call)?.id ?? ''
    carried.names.delete(legId)
    await carrying.step(carried.name, (call, now) => ended(call, legId, why, now), CUSTOMER)
  }

  async function tell(carried: Carried): Promise<void> {
    const { call, names, line, dialled } = carried
    const trunk = trunkOf(line)
    if (!trunk) return
    for (const leg of call.legs) {
      const providerCallId = names.get(leg.id)
      if (leg.number === null) continue
      if (leg.state === 'left' && providerCallId !== undefined) {
        names.delete(leg.id)
        await trunk.voice.hangUp(trunk.context, { providerCallId, why: 'over' })
      }
      if (leg.state === 'ringing' && !dialled.has(leg.id)) await dial(carried, trunk, leg.id, leg.number)
    }
    const customer = customerOf(call)
    const theirs = customer && names.get(customer.id)
    const taken = call.state === 'connected' || call.state === 'voicemail'
    if (call.direction === 'out' || !taken || carried.answered || theirs === undefined) return
    carried.answered = true
    await trunk.voice.answer(trunk.context, { providerCallId: theirs, answer: carried.answer })
  }

  async function dial(carried: Carried, { voice, context }: Trunk, leg: LegId, to: string): Promise<void> {
    const { name, line, names, dialled } = carried
    dialled.add(leg)
    carrying.know(carried, leg)
    const offer = voice.dialsWithOffer ? await offerOf(carried, leg, voice.kind) : null
    const called = await voice.dial(context, { reference: leg, from: line.address, to, offer })
    if (!called.ok) {
      log.warn({ lineId: line.id, code: called.error }, 'A call of ours was refused')
      return carrying.background(
        carrying.step(name, (call, now) => ended(call, leg, called.error, now), CUSTOMER),
      )
    }
    names.set(leg, called.value.providerCallId)
    await write(core, name.workspaceId, SYSTEM, (write) =>
      stepIn(write, name.callId, (call) => call, { carried: Object.fromEntries(names) }),
    )
  }

  async function offerOf(carried: Carried, leg: LegId, kind: Trunk['voice']['kind']): Promise<string | null> {
    await engine.createLeg({ leg, callId: carried.name.callId, kind })
    const offer = await engine.createOffer(leg)
    return offer.ok ? offer.value : null
  }

  function trunkOf({ provider, ...line }: ConnectedLine): Trunk | undefined {
    const { voice } = provider
    return voice ? { voice, context: contextOf(carriage, { ...line, provider }) } : undefined
  }

  async function refuse(trunk: Trunk, providerCallId: string, why: 'busy' | 'refused'): Promise<void> {
    await trunk.voice.hangUp(trunk.context, { providerCallId, why })
  }
}

// What is told twice at the same time is done once.
function once(running: Map<string, Promise<void>>, key: string, act: () => Promise<void>): Promise<void> {
  const first = running.get(key) ?? act().finally(() => running.delete(key))
  running.set(key, first)
  return first
}

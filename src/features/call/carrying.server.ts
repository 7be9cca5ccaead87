import { readWorkspace } from '#db/db.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import type { Actor } from '#sync/event.ts'
import { loadRows } from '#sync/table.server.ts'
import type { Core } from '#sync/write.server.ts'
import type { LegId } from '#voice/engine.ts'
import { callTable } from './call.server.ts'
import { beginCarrying, type Carried } from './carried.server.ts'
import { type CallName, type Decide, SYSTEM, stepCall } from './step.server.ts'

/** The calls whose voices this process carries. */
export type Carrying = {
  get(callId: string): Carried | undefined
  /** The call that a leg is known to belong to. */
  of(leg: LegId): Carried | undefined
  all(): Carried[]
  /** Takes a call into this process's hands once it is committed; undefined: it is another's, or gone. */
  take(name: CallName, line: ConnectedLine): Promise<Carried | undefined>
  know(carried: Carried, leg: LegId): void
  /** The engine has this leg. */
  seat(carried: Carried, leg: LegId): void
  /** Does what follows for a call, one time after the other, each on what was committed last. */
  attend(carried: Carried): Promise<void>
  forget(carried: Carried): void
  step(name: CallName, decide: Decide, actor?: Actor): Promise<void>
  /** Work that nobody waits for. */
  background(work: Promise<unknown>): void
  /** Resolves when nothing is being attended to. */
  settled(): Promise<unknown>
}

export type CarryingParts = { core: Core; home: number; log: CallLog }
export type CallLog = {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export function createCarrying(
  { core, home, log }: CarryingParts,
  follow: (carried: Carried) => Promise<void>,
): Carrying {
  const calls = new Map<string, Carried>()
  const callOf = new Map<LegId, string>()
  const turns = new Map<string, Promise<void>>()
  return {
    get: (callId) => calls.get(callId),
    of: (leg) => calls.get(callOf.get(leg) ?? ''),
    all: () => [...calls.values()],
    take,
    know,
    seat(carried, leg) {
      know(carried, leg)
      if (!carried.sounding.has(leg)) carried.sounding.set(leg, { heard: undefined, play: undefined })
    },
    attend,
    forget,
    step: (name, decide, actor = SYSTEM) => stepCall(core, name, actor, decide),
    background(work) {
      work.catch((err) => log.error({ err }, 'A call could not go on as it should'))
    },
    settled: () => Promise.all(turns.values()),
  }

  async function take(name: CallName, line: ConnectedLine): Promise<Carried | undefined> {
    const [call] = await readWorkspace(core.db, name.workspaceId, (tx) =>
      loadRows(tx, callTable, [name.callId]),
    )
    if (call?.home !== home) return undefined
    const carried = calls.get(call.id) ?? beginCarrying(name, line, call)
    calls.set(call.id, carried)
    return carried
  }

  function know({ name }: Carried, leg: LegId): void {
    callOf.set(leg, name.callId)
  }

  function attend(carried: Carried): Promise<void> {
    const { callId } = carried.name
    const turn = (turns.get(callId) ?? Promise.resolve()).then(() => follow(carried))
    const settled = turn.catch((err) => log.error({ err }, 'A call could not be attended to'))
    turns.set(callId, settled)
    return settled
  }

  function forget({ name: { callId }, call }: Carried): void {
    for (const { id } of call.legs) callOf.delete(id)
    calls.delete(callId)
    turns.delete(callId)
  }
}

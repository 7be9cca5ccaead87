import { type Database, readWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { uuidv7 } from '#kit/id.ts'
import type { Place, Present, PresentAt } from '#sync/around.ts'
import type { Reach } from '#sync/synced.ts'
import type { ServerFrame } from '#sync/wire.ts'
import { meetNeighbours, type Notice, type TabNotice } from './neighbours.server.ts'
import { isActive, presentIn, type Tab, writersOf } from './presence.ts'
import { createRoster, newsFor, type Roster } from './roster.ts'

/** Who is at which conversation, in the memory of this process and of those beside it; and who is told. */
export type Presences = {
  /** Somebody's socket: told from now on, and first where everybody is. */
  enter(reach: Reach, tell: (frame: string) => void): Visit
  /** A conversation is in another inbox now, or gone: who is there goes along as far as they may. */
  moved(workspaceId: string, conversationId: string, inboxId: string | undefined): void
  /** Who has it before their eyes. */
  presentAt(workspaceId: string, conversationId: string): string[]
  writersAt(workspaceId: string, conversationId: string): string[]
  close(): Promise<void>
}

export type Visit = {
  /** Its person has done something, whatever it was. */
  stir(): void
  /** Others hear of it when the conversation turns out to be within reach. */
  at(place: Place): Promise<void>
  leave(): void
}

type Room = {
  workspaceId: string
  roster: Roster
  /** By the inboxes that they hear of. */
  listeners: Map<string, Set<Listener>>
  /** By the conversation that they say to be at, whether they may or not. */
  visitors: Map<string, Set<Visitor>>
  /** Those whose sockets this process holds. */
  people: Set<Person>
}

type Listener = { inboxIds: ReadonlySet<string>; tell(frame: string): void }
/** Stands at the workspace itself as long as their socket is open. */
type Person = { stand(): void }
type Visitor = { moved(inboxId: string | undefined): void }

/** What happens within this time is told at once: a few frames a second, however many people come and go. */
const GATHER_MS = 200
const SWEEP_MS = 1_000

/** Without a `databaseUrl` at which to meet other processes, there are none. */
export function createPresences(db: Database, databaseUrl?: string): Presences {
  const rooms = new Map<string, Room>()
  /** The tabs whose sockets this process holds. */
  const own = new Map<string, TabNotice>()
  const stirred = new Set<Room>()
  const neighbours =
    databaseUrl === undefined ? undefined : meetNeighbours(databaseUrl, { all: () => own.values(), hear })
  let gathering: ReturnType<typeof setTimeout> | undefined
  const sweeping = setInterval(sweep, SWEEP_MS)
  sweeping.unref()
  return { enter, moved, presentAt, writersAt, close }

  function enter(reach: Reach, tell: (frame: string) => void): Visit {
    const { workspaceId, memberId } = reach
    const room = roomOf(workspaceId)
    const id = uuidv7()
    // Who is here at all, everybody hears.
    const inboxIds = new Set([...reach.inboxIds, workspaceId])
    const listener: Listener = { inboxIds, tell }
    for (const inboxId of inboxIds) addTo(room.listeners, inboxId, listener)
    const onlineId = uuidv7()
    let activeAt = Date.now()
    const person: Person = { stand: standOnline }
    room.people.add(person)
    standOnline()
    tell(frameOf(room.roster.whole(inboxIds), true))
    const visit = visitOf(db, reach, room, (spot) => {
      if (spot) stand(room, { ...spot, id, memberId: reach.memberId })
      else go(room, id)
    })
    return {
      at: visit.at,
      stir() {
        const away = !isActive(activeAt, Date.now())
        activeAt = Date.now()
        if (away) standOnline()
      },
      leave() {
        visit.leave()
        room.people.delete(person)
        go(room, onlineId)
        for (const inboxId of inboxIds) removeFrom(room.listeners, inboxId, listener)
        closeIfEmpty(room)
      },
    }

    function standOnline(): void {
      const active = isActive(activeAt, Date.now())
      const place = { conversationId: workspaceId, inboxId: workspaceId, writing: active }
      stand(room, { ...place, id: onlineId, memberId })
    }
  }

  function stand(room: Room, tab: Omit<Tab, 'heardAt'>): void {
    const { workspaceId } = room
    const before = own.get(tab.id)
    const { conversationId, inboxId, writing } = tab
    const same =
      before?.conversationId === conversationId && before.inboxId === inboxId && before.writing === writing
    const notice = same ? before : { ...tab, workspaceId }
    own.set(tab.id, notice)
    put(room, tab)
    if (!same) neighbours?.say(notice)
  }

  function go(room: Room, id: string): void {
    room.roster.remove(id)
    stir(room)
    forget(room, id)
  }

  function forget({ workspaceId }: Room, id: string): void {
    if (own.delete(id)) neighbours?.say({ id, workspaceId, conversationId: null })
  }

  function hear(notice: Notice): void {
    const room = roomOf(notice.workspaceId)
    if (notice.conversationId !== null) return put(room, notice)
    room.roster.remove(notice.id)
    stir(room)
    closeIfEmpty(room)
  }

  function put(room: Room, { id, memberId, inboxId, conversationId, writing }: Omit<Tab, 'heardAt'>): void {
    room.roster.put({ id, memberId, inboxId, conversationId, writing, heardAt: Date.now() })
    stir(room)
  }

  function sweep(): void {
    for (const room of rooms.values()) {
      for (const person of room.people) person.stand()
      const gone = room.roster.expire(Date.now())
      for (const id of gone) forget(room, id)
      if (gone.length > 0) stir(room)
      closeIfEmpty(room)
    }
  }

  function stir(room: Room): void {
    stirred.add(room)
    gathering ??= setTimeout(tellAll, GATHER_MS)
  }

  function tellAll(): void {
    gathering = undefined
    for (const room of stirred) tellRoom(room)
    stirred.clear()
  }

  function tellRoom({ roster, listeners }: Room): void {
    const news = roster.news()
    const inboxIds = [...new Set(news.flatMap((one) => [...one.inboxIds]))].sort()
    const concerned = new Set(inboxIds.flatMap((inboxId) => [...(listeners.get(inboxId) ?? [])]))
    // Members with the same inboxes hear the same: their frame is written once.
    const frames = new Map<string, string>()
    for (const { inboxIds: own, tell } of concerned) {
      const key = inboxIds.filter((inboxId) => own.has(inboxId)).join()
      const frame = frames.get(key) ?? frameOf(newsFor(news, own), false)
      frames.set(key, frame)
      tell(frame)
    }
  }

  function moved(workspaceId: string, conversationId: string, inboxId: string | undefined): void {
    for (const visitor of rooms.get(workspaceId)?.visitors.get(conversationId) ?? []) visitor.moved(inboxId)
  }

  function presentAt(workspaceId: string, conversationId: string): string[] {
    return here(workspaceId, conversationId).map(({ memberId }) => memberId)
  }

  function writersAt(workspaceId: string, conversationId: string): string[] {
    return writersOf(here(workspaceId, conversationId))
  }

  function here(workspaceId: string, conversationId: string): Present[] {
    return presentIn(rooms.get(workspaceId)?.roster.at(conversationId) ?? [])
  }

  function roomOf(workspaceId: string): Room {
    const known = rooms.get(workspaceId)
    if (known) return known
    const room: Room = {
      ...{ workspaceId, roster: createRoster() },
      ...{ listeners: new Map(), visitors: new Map(), people: new Set() },
    }
    rooms.set(workspaceId, room)
    return room
  }

  function closeIfEmpty({ workspaceId, roster, listeners }: Room): void {
    if (roster.size() === 0 && listeners.size === 0) rooms.delete(workspaceId)
  }

  async function close(): Promise<void> {
    clearInterval(sweeping)
    clearTimeout(gathering)
    await neighbours?.close()
  }
}

type Spot = Pick<Tab, 'conversationId' | 'inboxId' | 'writing'>

// Finds out where somebody may be of where they say to be. `show`: there, or nowhere.
function visitOf(
  db: Database,
  reach: Reach,
  { visitors }: Room,
  show: (spot: Spot | undefined) => void,
): Omit<Visit, 'stir'> {
  let place: Place | undefined
  let found: { conversationId: string; inboxId: string | undefined } | undefined
  let looking: Promise<void> | undefined
  let left = false
  const visitor: Visitor = { moved }
  return { at, leave }

  function at(next: Place): Promise<void> {
    place = next
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }

  // One look at a time: of all that is said in the meantime, the last counts.
  async function look(): Promise<void> {
    while (!left && place && place.conversationId !== (found?.conversationId ?? null)) {
      know(undefined)
      const { conversationId } = place
      if (conversationId === null) continue
      const asked = { conversationId, inboxId: undefined }
      know(asked)
      const inboxId = await inboxOf(db, reach, conversationId).catch(() => null)
      // It may have been moved while we looked.
      if (found !== asked || left) continue
      if (inboxId === null) return know(undefined)
      know({ conversationId, inboxId })
    }
    shown()
  }

  function know(next: typeof found): void {
    if (found) removeFrom(visitors, found.conversationId, visitor)
    found = next
    if (found) addTo(visitors, found.conversationId, visitor)
  }

  function moved(inboxId: string | undefined): void {
    const within = inboxId !== undefined && reach.inboxIds.has(inboxId) ? inboxId : undefined
    if (!found || found.inboxId === within) return
    found = { ...found, inboxId: within }
    shown()
  }

  function shown(): void {
    if (left) return
    if (!place || found?.inboxId === undefined) return show(undefined)
    show({ conversationId: found.conversationId, inboxId: found.inboxId, writing: place.writing })
  }

  function leave(): void {
    left = true
    know(undefined)
    show(undefined)
  }
}

async function inboxOf(db: Database, reach: Reach, conversationId: string): Promise<string | undefined> {
  const row = await readWorkspace(db, reach.workspaceId, (tx) =>
    tx.one(
      sql<{ inboxId: string }>`select inbox_id as "inboxId" from conversation
        where workspace_id = ${tx.workspaceId} and id = ${conversationId} and inbox_id = any(${[...reach.inboxIds]})`,
    ),
  )
  return row?.inboxId
}

function frameOf(places: PresentAt[], whole: boolean): string {
  return JSON.stringify({ t: 'around', whole, places } satisfies ServerFrame)
}

function addTo<Value>(sets: Map<string, Set<Value>>, key: string, value: Value): void {
  const set = sets.get(key) ?? new Set()
  sets.set(key, set.add(value))
}

function removeFrom<Value>(sets: Map<string, Set<Value>>, key: string, value: Value): void {
  const set = sets.get(key)
  set?.delete(value)
  if (set?.size === 0) sets.delete(key)
}

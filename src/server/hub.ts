import { type Database, readWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { reachType } from '#features/member/member.ts'
import { type Batch, type Change, currentSeq, type Feed } from '#sync/feed.server.ts'
import { audiencesOf, emptyRowSet, hears, type Reach, type RowSet, type SyncedRow } from '#sync/synced.ts'
import { loadRows, type Table, toWire } from '#sync/table.server.ts'
import type { ServerFrame } from '#sync/wire.ts'

/** One browser that listens: what it may see, and how to reach it. */
export type Listener = {
  reach: Reach
  send(frame: string, seq: number): void
  /** What it may see has changed: it must begin again with another reach. */
  moved(): void
}

/** Brings every committed batch to the listeners of its workspace, in the feed's order and without a gap. */
export type Hub = {
  /** From when this resolves on, the listener is sent every change; what came before it must read itself. */
  join(listener: Listener): Promise<void>
  leave(listener: Listener): void
  /** Hears every batch that listeners are brought, before they are. */
  follow(follower: (batch: Batch) => void): void
  /** Looks for batches that this process did not hear of, and tells every listener where the feed is. */
  beat(): Promise<void>
}

type Room = {
  workspaceId: string
  seq: number
  listeners: Set<Listener>
  catchingUp: Promise<void> | undefined
}

export function createHub(db: Database, feed: Feed, tables: Table[]): Hub {
  const rooms = new Map<string, Promise<Room>>()
  const types = new Map(tables.map((table) => [table.type.name, table]))
  const followers: ((batch: Batch) => void)[] = []
  feed.onCommitted((batch) => {
    const room = rooms.get(batch.workspaceId)
    // A failed catch-up is made good by the next beat.
    room?.then((open) => receive(open, batch)).catch(() => {})
  })
  return { join, leave, follow: (follower) => void followers.push(follower), beat }

  async function join(listener: Listener): Promise<void> {
    const { workspaceId } = listener.reach
    const opening = rooms.get(workspaceId) ?? enter(workspaceId)
    const room = await opening
    // The last listener may have left in the meantime and closed the room behind itself.
    if (rooms.get(workspaceId) !== opening) return join(listener)
    room.listeners.add(listener)
  }

  function enter(workspaceId: string): Promise<Room> {
    const opening = open(workspaceId)
    rooms.set(workspaceId, opening)
    // Who comes next tries again.
    opening.catch(() => rooms.delete(workspaceId))
    return opening
  }

  function leave(listener: Listener): void {
    const { workspaceId } = listener.reach
    rooms.get(workspaceId)?.then(
      (room) => {
        room.listeners.delete(listener)
        if (room.listeners.size === 0) rooms.delete(workspaceId)
      },
      () => {},
    )
  }

  async function beat(): Promise<void> {
    for (const opening of [...rooms.values()]) {
      const room = await opening
      const seq = await currentSeq(db, room.workspaceId)
      if (seq > room.seq) await catchUp(room)
      const frame: ServerFrame = { t: 'seq', seq: room.seq }
      const text = JSON.stringify(frame)
      for (const listener of room.listeners) listener.send(text, room.seq)
    }
  }

  async function open(workspaceId: string): Promise<Room> {
    return {
      workspaceId,
      seq: await currentSeq(db, workspaceId),
      listeners: new Set(),
      catchingUp: undefined,
    }
  }

  async function receive(room: Room, batch: Batch): Promise<void> {
    if (room.catchingUp) await room.catchingUp
    if (batch.to <= room.seq) return
    if (batch.from === room.seq) deliver(room, batch)
    else await catchUp(room)
  }

  function catchUp(room: Room): Promise<void> {
    room.catchingUp ??= readSince(room)
      .then((batch) => deliver(room, batch))
      .finally(() => {
        room.catchingUp = undefined
      })
    return room.catchingUp
  }

  // Another node's batches, or one whose turn came early: read back from the table, each row as it is now.
  function readSince({ workspaceId, seq }: Room): Promise<Batch> {
    return readWorkspace(db, workspaceId, async (tx) => {
      const feed = await tx.one(
        sql<{ seq: number }>`select seq from feed where workspace_id = ${workspaceId}`,
      )
      const found = await tx.rows(
        sql<{ type: string; audience: string | null; ids: string[] }>`
          select type, audience, array_agg(distinct changed.id) as ids from change, unnest(ids) as changed(id)
          where workspace_id = ${workspaceId} and seq > ${seq} group by type, audience`,
      )
      const changes: Change[] = []
      for (const { type, audience, ids } of found) {
        const table = types.get(type)
        const rows = table ? (await loadRows(tx, table, ids)).map((row) => toWire(table, row)) : []
        const present = new Set(rows.map(({ id }) => id))
        changes.push({ type, audience, ids, rows, gone: ids.filter((id) => !present.has(id)) })
      }
      return { workspaceId, from: seq, to: feed?.seq ?? seq, changes }
    })
  }

  function deliver(room: Room, batch: Batch): void {
    room.seq = batch.to
    for (const follow of followers) follow(batch)
    // Members with the same inboxes hear the same: their frame is written once.
    const frames = new Map<string, string | undefined>()
    const moved = new Set(batch.changes.flatMap(({ type, ids }) => (type === reachType.name ? ids : [])))
    for (const listener of room.listeners) {
      if (moved.has(listener.reach.memberId)) {
        listener.moved()
        continue
      }
      const key = keyOf(listener.reach, batch)
      const frame = frames.has(key) ? frames.get(key) : frameFor(listener.reach, batch)
      frames.set(key, frame)
      if (frame !== undefined) listener.send(frame, batch.to)
    }
  }

  function frameFor(reach: Reach, { to, changes }: Batch): string | undefined {
    const heard = changes.filter(({ audience }) => hears(reach, audience))
    if (heard.length === 0) return undefined
    const frame: ServerFrame = { t: 'rows', seq: to, ...seenBy(reach, heard) }
    return JSON.stringify(frame)
  }

  function seenBy(reach: Reach, changes: Change[]): RowSet {
    const set = emptyRowSet()
    for (const { type, rows, gone } of changes) {
      const known = types.get(type)?.type
      // Who hears of a row that has moved out of their reach is told that it is gone.
      const isSeen = (row: SyncedRow) =>
        !known?.audience || audiencesOf(known, row).some((audience) => hears(reach, audience))
      const seen = rows.filter(isSeen)
      const hidden = rows.filter((row) => !isSeen(row))
      set.rows[type] = [...(set.rows[type] ?? []), ...seen]
      set.gone[type] = [...(set.gone[type] ?? []), ...gone, ...hidden.map(({ id }) => id)]
    }
    return set
  }
}

function keyOf({ inboxIds, memberId }: Reach, { changes }: Batch): string {
  const personal = changes.some(({ audience }) => audience === memberId)
  return `${[...inboxIds].sort().join()} ${personal ? memberId : ''}`
}

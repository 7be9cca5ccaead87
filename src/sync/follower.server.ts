import { setTimeout as sleep } from 'node:timers/promises'
import type { Feed } from './feed.server.ts'

/** Keeps something up to date with the event feed, from wherever it has come to. */
export type Follower = {
  /** Follows everything that has not been followed yet, here or by another process. */
  catchUp(): Promise<void>
  /** No further work is begun; what is under way is finished. */
  stop(): Promise<void>
}

export type Following = {
  /** The workspaces in which there is something that has not been followed. */
  behind(): Promise<string[]>
  /** Follows the next events of a workspace, fewer of them while much is coming in. Answers whether there are more. */
  batch(workspaceId: string, busy: boolean): Promise<boolean>
  failed(error: unknown): void
}

const SOON_MS = 200
const LOOK_AGAIN_MS = 5_000
// Who writes and who answers come first: between two batches of a backlog it rests, and while much is coming in it takes
// small bites, and hardly any of the time. A text changes some four rows; a hundred texts a second is much.
const REST = 0.25
const REST_WHEN_BUSY = 20
const BUSY_ROWS_A_SECOND = 400

export function followFeed(feed: Feed, { behind, batch, failed }: Following): Follower {
  const waiting = new Set<string>()
  let working: Promise<void> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let rows = 0
  let countedFrom = performance.now()
  const unsubscribe = feed.onCommitted(({ workspaceId, changes }) => {
    // From when there is something on: a quiet hour before it says nothing of how much comes now.
    if (rows === 0) countedFrom = performance.now()
    for (const { ids } of changes) rows += ids.length
    waiting.add(workspaceId)
    if (!working) timer ??= setTimeout(begin, SOON_MS)
  })
  // What other processes wrote, and what was left when one of them ended.
  const looking = setInterval(look, LOOK_AGAIN_MS)
  look()

  return {
    catchUp,
    async stop() {
      stopped = true
      clearTimeout(timer)
      clearInterval(looking)
      unsubscribe()
      await working
    },
  }

  function look(): void {
    void catchUp().catch(failed)
  }

  async function catchUp(): Promise<void> {
    for (const id of await behind()) waiting.add(id)
    begin()
    await working
  }

  function begin(): void {
    clearTimeout(timer)
    timer = undefined
    if (stopped) return
    working ??= work()
      .catch(failed)
      .finally(() => {
        working = undefined
      })
  }

  // One workspace after the other, a batch each, so that a large one holds nobody up.
  async function work(): Promise<void> {
    while (waiting.size > 0 && !stopped) {
      for (const workspaceId of [...waiting]) {
        waiting.delete(workspaceId)
        const busy = isBusy()
        const began = performance.now()
        const more = await batch(workspaceId, busy)
        if (!more || stopped) continue
        waiting.add(workspaceId)
        await sleep((performance.now() - began) * (busy ? REST_WHEN_BUSY : REST))
      }
    }
  }

  // Since it was asked the last time.
  function isBusy(): boolean {
    const seconds = Math.max(1, (performance.now() - countedFrom) / 1_000)
    const busy = rows > BUSY_ROWS_A_SECOND * seconds
    rows = 0
    return busy
  }
}

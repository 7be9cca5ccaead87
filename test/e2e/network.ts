import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test'
import { expect } from './story.ts'

export type Network = {
  cut(): Promise<void>
  mend(): Promise<void>
  /** A connection that breaks right after the first words. */
  flicker(page: Page): Promise<void>
  /** What pages have said on their sockets since. */
  said: string[]
}

/** A browser's way to the server: all of its tabs lose it, and find it again, together. */
export async function networkOf(context: BrowserContext): Promise<Network> {
  const open = new Set<WebSocketRoute>()
  const said: string[] = []
  let state: 'up' | 'down' | 'breaking' = 'up'
  await context.routeWebSocket(/\/sync/, (socket) => {
    if (state === 'down') return void socket.close()
    open.add(socket)
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      said.push(String(message))
      server.send(message)
      // Said, and no answer comes back.
      if (state === 'breaking' && String(message).includes('"command"')) void socket.close()
    })
  })
  // The sockets that were there before.
  for (const page of context.pages()) await page.reload()
  return { cut, mend, flicker, said }

  async function cut(): Promise<void> {
    state = 'down'
    await context.setOffline(true)
    for (const socket of open) await socket.close().catch(() => {})
    open.clear()
  }

  async function mend(): Promise<void> {
    state = 'up'
    await context.setOffline(false)
  }

  async function flicker(page: Page): Promise<void> {
    state = 'breaking'
    await context.setOffline(false)
    await page.waitForTimeout(2_000)
    await cut()
  }
}

export type Late = { hold(): void; release(): void }

/** A page that is late: while it is held it hears answers to what it says, and nothing of what others do. */
export async function lateNews(page: Page): Promise<Late> {
  const waiting: (() => void)[] = []
  let held = false
  await page.routeWebSocket(/\/sync/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => {
      const tell = () => socket.send(message)
      if (held && isNews(String(message))) waiting.push(tell)
      else tell()
    })
  })
  // The socket that was there before.
  await page.reload()
  return {
    hold() {
      held = true
    },
    release() {
      held = false
      for (const tell of waiting.splice(0)) tell()
    },
  }
}

function isNews(message: string): boolean {
  return ['rows', 'seq'].includes(JSON.parse(message).t)
}

/** The page is there without a network, with its copy. */
export async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  // Its last word: whatever else the copy holds was written before it.
  await expect.poll(() => recordsOnDisk(page, 'meta')).toBeGreaterThan(0)
}

/** How many records the copy on the disk has, in all of its parts or in one. */
export function recordsOnDisk(page: Page, part?: 'meta' | 'threads'): Promise<number> {
  return page.evaluate(async (only) => {
    const opening = indexedDB.open('centralita')
    const db = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result)
    })
    const names = only === undefined ? [...db.objectStoreNames] : [only]
    const tx = db.transaction(names)
    const counts = names.map(
      (name) =>
        new Promise<number>((resolve) => {
          const counting = tx.objectStore(name).count()
          counting.onsuccess = () => resolve(counting.result)
        }),
    )
    const all = await Promise.all(counts)
    db.close()
    return all.reduce((sum, one) => sum + one, 0)
  }, part)
}

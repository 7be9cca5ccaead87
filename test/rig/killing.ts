import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '#db/db.ts'
import { between, type Chance, shuffled } from '#kit/random.ts'
import { audit, auditSent, type Faults } from './audit.ts'
import { type CarrierProcess, startCarrier } from './carrier.ts'
import { createInstallation, type Installation } from './installation.ts'
import { type Load, startLoad } from './load.ts'
import { settle } from './settle.ts'
import { type ConnectedWorld, createConnectedWorld } from './world.ts'

/** A running server, a carrier beside it, and a world that both know. */
export type Site = {
  server: Installation
  carrier: CarrierProcess
  world: ConnectedWorld
  db: Database
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  const carrier = await startCarrier()
  const server = await createInstallation()
  await server.start()
  const settings = { ...carrier.account, apiBaseUrl: carrier.url }
  const world = await createConnectedWorld(server.database(), server.url, settings)
  return {
    server,
    carrier,
    world,
    get db() {
      return server.database()
    },
    async close() {
      await server.remove()
      await carrier.stop()
    },
  }
}

export type Kills = { app: number; postgres: number }

export type KillingReport = Kills & {
  acknowledged: number
  retries: number
  replies: number
  reports: number
  /** How long the server took to be healthy again, at worst. */
  slowestStartMs: number
  faults: Faults & { unsent: number; doubleSends: number; unfinished: number }
}

export type KillingOptions = {
  kills: Kills
  chance: Chance
  senders?: number
  /** Lets the waits of the outbox pass at once, instead of really waiting for them. */
  hurry?: boolean
  progress?: (line: string) => void
}

/** Kills the app and its Postgres at random moments while customers write, and then looks whether all is there. */
export async function killAgainAndAgain(site: Site, options: KillingOptions): Promise<KillingReport> {
  const { kills, chance, senders = 32, hurry = false, progress = () => {} } = options
  const { server, carrier, world } = site
  const load = startLoad({ url: server.url, world, carrier, chance, senders })
  const victims = shuffled(chance, [
    ...Array.from({ length: kills.app }, () => 'app' as const),
    ...Array.from({ length: kills.postgres }, () => 'postgres' as const),
  ])
  let slowestStartMs = 0
  for (const [index, victim] of victims.entries()) {
    await sleep(between(chance, 200, 1_800))
    const tookMs = await strike(server, victim)
    slowestStartMs = Math.max(slowestStartMs, tookMs)
    progress(`${index + 1}/${victims.length} ${victim}: healthy after ${Math.round(tookMs)} ms`)
  }
  await sleep(500)
  await load.stop()
  const unfinished = await settle(site.db, world, hurry)
  return {
    ...kills,
    ...summary(load),
    slowestStartMs,
    faults: { ...(await faultsOf(site, load)), unfinished },
  }
}

async function strike(server: Installation, victim: 'app' | 'postgres'): Promise<number> {
  const began = performance.now()
  if (victim === 'app') {
    await server.kill()
    await server.start()
  } else {
    await server.killPostgres()
    await server.healthy()
  }
  return performance.now() - began
}

async function faultsOf({ db, world, carrier }: Site, { acknowledged, replies }: Load) {
  return {
    ...(await audit(db, world.workspaceId, acknowledged)),
    ...auditSent(replies, await carrier.accepted()),
  }
}

function summary({ acknowledged, replies, counts: { retries, reports } }: Load) {
  const texts = [...acknowledged.values()].reduce((sum, sids) => sum + sids.length, 0)
  return { acknowledged: texts, retries, replies: replies.length, reports }
}

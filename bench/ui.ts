import { setTimeout as sleep } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { textWebhook } from '#test/rig/carrier.ts'
import { openSite, type Site } from '#test/rig/killing.ts'
import { customerNumber, newSid } from '#test/rig/load.ts'
import { signIn } from '#test/rig/sign-in.ts'
import { LINE } from '#test/rig/world.ts'
import { emailOf } from '#test/world.ts'
import { giveWay } from './processes.ts'
import { type Bench, type Figure, figure, percentile } from './report.ts'

const UPDATES_PER_SECOND = 200
const BEAT_MS = 50
const MOST_AT_ONCE = 200
const KEY_EVERY_MS = 130
const PRESSES = { short: 60, long: 300 }
const WARM_UP = 10
const ITEMS = 20
const FRAME_MS = 1_000 / 60

/**
 * What a member sees of a workspace with 50,000 conversations while 200 texts a second come in: a real browser, the
 * real server, the real socket. A key is timed from the event's own time to the first task after the next frame; the
 * same key on an empty page, with and without the texts coming in beside it, says how much of that is waiting for the
 * frame and for a processor that others are using. Both pages draw every frame meanwhile.
 */
export const ui: Bench = {
  name: 'ui',
  async run({ short, say }) {
    const conversations = short ? 5_000 : 50_000
    const presses = short ? PRESSES.short : PRESSES.long
    const site = await openSite()
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
    })
    try {
      await fill(site, conversations)
      say(`${conversations} conversations`)
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      await context.addCookies(await cookiesOf(site))
      const page = await context.newPage()
      await page.goto(`${site.server.url}/inbox`)
      await page.getByRole('option').first().waitFor()
      say(`all of them held after ${Math.round((await holdAll(page)) / 1_000)} s`)
      await page.waitForTimeout(short ? 5_000 : 20_000)

      const quiet = await pressKeys(page, presses)
      say(`without updates: ${described(quiet)}`)
      // The browsers of a team are not on its server.
      giveWay({ app: site.server.pid(), postmaster: site.server.postgresPid() ?? 0 })
      const updates = update(site, conversations)
      await page.waitForTimeout(3_000)
      const frames = await watchFrames(page, short ? 10_000 : 30_000)
      say(`${frames.dropped} of ${frames.frames} frames dropped`)
      const empty = await emptyPage(context, site)
      const idle = await watchFrames(empty, short ? 5_000 : 15_000)
      const busyFloor = await pressKeys(empty, presses)
      say(`an empty page beside them: ${described(busyFloor)}`)
      await empty.close()
      const busy = await pressKeys(page, presses)
      say(`with updates: ${described(busy)}`)
      const perSecond = await updates.stop()
      const heap = await heapOf(page)
      await page.waitForTimeout(4_000)
      const reloads = await reload(page, short ? 3 : 5)

      const floor = await pressKeys(await emptyPage(context, site), presses)
      say(`an empty page: ${described(floor)}`)
      return [
        figure('conversations held by the browser', conversations, ''),
        figure('updates a second that the server took', perSecond, '/s'),
        ...keyFigures('key to the next thread painted', quiet, floor),
        ...keyFigures(`the same under ${UPDATES_PER_SECOND} updates/s`, busy, busyFloor),
        figure('an empty page, p50', percentile(floor, 0.5), 'ms'),
        figure('an empty page, p95', percentile(floor, 0.95), 'ms'),
        figure('an empty page beside the updates, p50', percentile(busyFloor, 0.5), 'ms'),
        figure('an empty page beside the updates, p95', percentile(busyFloor, 0.95), 'ms'),
        figure('frames dropped under updates', share(frames), '%', { atMost: 0 }),
        figure('the same on an empty page beside it', share(idle), '%'),
        figure('longest frame under updates', frames.longest, 'ms'),
        figure('main thread busy under updates', frames.busy, '%'),
        figure('heap of the page', heap, 'MB', { atMost: 150 }),
        figure('reload to the first list on screen, median', percentile(reloads, 0.5), 'ms', {
          atMost: 600,
        }),
        figure('reload to the first list on screen, slowest', percentile(reloads, 1), 'ms'),
      ]
    } finally {
      await browser.close()
      await site.close()
    }
  },
}

function share({ dropped, frames }: Frames): number {
  return (100 * dropped) / frames
}

function keyFigures(what: string, times: number[], floor: number[]): Figure[] {
  const over = (share: number) => percentile(times, share) - percentile(floor, share)
  return [
    figure(`${what}, p50`, percentile(times, 0.5), 'ms'),
    figure(`${what}, p95`, percentile(times, 0.95), 'ms'),
    figure(`${what}, over an empty page, p95`, over(0.95), 'ms', { atMost: 8 }),
  ]
}

function described(times: number[]): string {
  return `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`
}

/** Texts of all customers in turn, as their carrier posts them, until it is told to stop; answers how many a second. */
function update({ world, carrier }: Site, customers: number): { stop(): Promise<number> } {
  const began = performance.now()
  const posting = new Set<Promise<unknown>>()
  let posted = 0
  const beat = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * UPDATES_PER_SECOND) / 1_000) - posted
    // A server that cannot keep up is given no more than it can hold.
    for (let text = 0; text < due && posting.size < MOST_AT_ONCE; text++) post(posted++)
  }, BEAT_MS)
  return {
    async stop() {
      clearInterval(beat)
      await Promise.all(posting)
      return (1_000 * posted) / (performance.now() - began)
    },
  }

  function post(number: number): void {
    const from = customerNumber(number % customers)
    const text = { sid: newSid(), from, to: LINE, body: `Is my order ready? I ask for the ${number}th time.` }
    const { url, headers, body } = textWebhook(carrier.account, world.webhook, text)
    const answered = fetch(url, { method: 'POST', headers, body }).then((response) => response.arrayBuffer())
    const done = answered.finally(() => posting.delete(done))
    posting.add(done)
  }
}

async function cookiesOf({ server, world }: Site) {
  const cookie = await signIn(server.url, emailOf(world.ada))
  return cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url }
  })
}

/** Conversations of the customers that will write, the newest with threads to open. */
async function fill({ server, world }: Site, count: number): Promise<void> {
  const db = server.database()
  const { workspaceId, carrierLine, support } = world
  const last = count - 1
  const prefix = customerNumber(0).slice(0, -7)
  const base = Number(customerNumber(0).slice(-7))
  await ownerRows(
    db,
    sql`insert into contact (workspace_id, id, name, company, created_at, updated_at)
      select ${workspaceId}, ('c0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n,
        case when n % 3 = 0 then 'Mills & Co' end, now(), now()
      from generate_series(0, ${last}::int) n`,
  )
  await ownerRows(
    db,
    sql`insert into contact_address (workspace_id, address, contact_id)
      select ${workspaceId}, ${prefix}::text || (${base}::int + n), ('c0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid
      from generate_series(0, ${last}::int) n`,
  )
  await ownerRows(
    db,
    sql`insert into conversation (workspace_id, id, inbox_id, line_id, contact_id, participants, display, status, unread,
        item_seq, inbound_seq, outbound_seq, preview, last_activity_at, created_at, updated_at)
      select ${workspaceId}, ('d0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${support.id}, ${carrierLine},
        ('c0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, array[${prefix}::text || (${base}::int + n)],
        ${prefix}::text || (${base}::int + n), 'open', n % 4 = 0, ${ITEMS}::int, ${ITEMS}::int, ${ITEMS - 1}::int,
        jsonb_build_object('direction', 'in', 'text', 'Is my order ready? I can come by this afternoon.',
          'media', 0, 'authorId', null),
        now() - make_interval(mins => n), now() - interval '90 days', now()
      from generate_series(0, ${last}::int) n`,
  )
  await ownerRows(
    db,
    sql`insert into message (workspace_id, id, conversation_id, line_id, seq, direction, text, status, via, created_at, updated_at)
      select ${workspaceId}, gen_random_uuid(), ('d0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${carrierLine}, s,
        case when s % 2 = 0 then 'in' else 'out' end, 'Line ' || s || ' of what was said about the bicycle and its brakes.',
        case when s % 2 = 0 then 'received' else 'delivered' end, case when s % 2 = 0 then 'customer' else 'app' end,
        now() - make_interval(mins => n + ${ITEMS}::int - s), now()
      from generate_series(0, least(${last}::int, 999)) n, generate_series(1, ${ITEMS}::int) s`,
  )
  await ownerRows(
    db,
    sql`update inbox_counter set open = ${count}, unread = ${Math.ceil(count / 4)}
      where workspace_id = ${workspaceId} and id = ${support.id}`,
  )
  await ownerRows(db, sql`analyze`)
}

/** Scrolls to the end of the list, so that the browser holds all of it. */
async function holdAll(page: Page): Promise<number> {
  const began = performance.now()
  const rest = (frames: number) =>
    page.evaluate(async (frames) => {
      for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame)
      const list = document.querySelector('[role="listbox"]')
      list?.scrollTo({ top: list.scrollHeight })
      return document.querySelector('[role="option"]')?.getAttribute('aria-setsize')
    }, frames)
  while ((await rest(8)) === '-1');
  await page.evaluate(() => document.querySelector('[role="listbox"]')?.scrollTo({ top: 0 }))
  return performance.now() - began
}

async function emptyPage(context: BrowserContext, { server }: Site): Promise<Page> {
  const page = await context.newPage()
  const body = '<!doctype html><p>Nothing'
  await page.route('**/empty', (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.goto(`${server.url}/empty`)
  return page
}

async function pressKeys(page: Page, presses: number): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { times })
    const painted = (then: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = then
        port2.postMessage(0)
      })
    const press = ({ timeStamp }: KeyboardEvent) => painted(() => times.push(performance.now() - timeStamp))
    addEventListener('keydown', press, { capture: true })
    // As on a display: whatever is painted, on either page, waits for the next of its frames.
    requestAnimationFrame(function pace() {
      requestAnimationFrame(pace)
    })
  })
  const began = performance.now()
  let shown = 0
  for (let press = 0; press < presses; press++) {
    await sleep(Math.max(0, began + press * KEY_EVERY_MS - performance.now()))
    await page.keyboard.press('ArrowDown')
    if (press % 10 === 9) shown += await page.locator('[role="log"] article').count()
  }
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times)
  // A key that opened nothing would be fast, and worth nothing.
  if (page.url().includes('/inbox') && shown < presses) throw new Error('The keys opened no threads')
  return times.slice(WARM_UP)
}

type Frames = { frames: number; dropped: number; longest: number; busy: number }

async function watchFrames(page: Page, lasting: number): Promise<Frames> {
  const client = await page.context().newCDPSession(page)
  // Its own time on the processor: others at work on the machine are none of its doing.
  await client.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  }
  const before = await spent()
  const gaps = await page.evaluate(
    (lasting) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = []
        const began = performance.now()
        let last = began
        requestAnimationFrame(function frame(now) {
          if (last !== began) gaps.push(now - last)
          last = now
          if (now - began < lasting) requestAnimationFrame(frame)
          else resolve(gaps)
        })
      }),
    lasting,
  )
  const missed = gaps.map((gap) => Math.max(0, Math.round(gap / FRAME_MS) - 1))
  const dropped = missed.reduce((sum, one) => sum + one, 0)
  const busy = (100_000 * ((await spent()) - before)) / lasting
  return { frames: gaps.length + dropped, dropped, longest: Math.max(...gaps), busy }
}

async function heapOf(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page)
  await client.send('HeapProfiler.collectGarbage')
  const { usedSize } = await client.send('Runtime.getHeapUsage')
  return usedSize / 1_000_000
}

/** From the start of the navigation to the frame that shows the list, with a server that does not answer. */
async function reload(page: Page, times: number): Promise<number[]> {
  await page.routeWebSocket(/\/sync/, () => {})
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[role="option"]')) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => Object.assign(window, { listAt: performance.now() })))
    }).observe(document, { childList: true, subtree: true })
  })
  const measured: number[] = []
  for (let round = 0; round < times; round++) {
    await page.reload()
    const at = await page.waitForFunction(() => (window as unknown as { listAt?: number }).listAt)
    measured.push(Number(await at.jsonValue()))
    await page.waitForTimeout(5_000)
  }
  return measured
}

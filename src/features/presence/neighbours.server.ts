import * as z from 'zod'
import { LONGEST_TEXT, openBus } from '#db/bus.ts'
import { uuidv7 } from '#kit/id.ts'
import { GONE_AFTER_MS, HEARTBEAT_MS, type Tab } from './presence.ts'

/** Where a tab of another process is, or that it is nowhere any more. */
export type Notice = TabNotice | { id: string; workspaceId: string; conversationId: null }
export type TabNotice = Omit<Tab, 'heardAt'> & { workspaceId: string }

/** The other processes over the same database. As long as there are none, nothing is said but "here I am". */
export type Neighbours = {
  say(notice: Notice): void
  close(): Promise<void>
}

const notice = z.union([
  z
    .tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.boolean()])
    .transform(([id, workspaceId, memberId, inboxId, conversationId, writing]): Notice => {
      return { id, workspaceId, memberId, inboxId, conversationId, writing }
    }),
  z.tuple([z.string(), z.string()]).transform(([id, workspaceId]): Notice => {
    return { id, workspaceId, conversationId: null }
  }),
])

const notices = z.object({ from: z.string(), tabs: z.array(notice) })

const CHANNEL = 'centralita_presence'
const GATHER_MS = 200

/** `all`: this process's own tabs, said again and again, so that what was missed is made good. */
export function meetNeighbours(
  databaseUrl: string,
  { all, hear }: { all(): Iterable<TabNotice>; hear(notice: Notice): void },
): Neighbours {
  const me = uuidv7()
  const heardAt = new Map<string, number>()
  const waiting = new Map<string, Notice>()
  let gathering: ReturnType<typeof setTimeout> | undefined
  const bus = openBus(databaseUrl, { channel: CHANNEL, hear: listen, opened: beat })
  const beating = setInterval(beat, HEARTBEAT_MS)
  beating.unref()
  return { say, close }

  function say(notice: Notice): void {
    if (heardAt.size === 0) return
    waiting.set(notice.id, notice)
    gathering ??= setTimeout(sayWaiting, GATHER_MS)
  }

  function sayWaiting(): void {
    clearTimeout(gathering)
    gathering = undefined
    if (waiting.size > 0) tell([...waiting.values()])
    waiting.clear()
  }

  function beat(): void {
    for (const [node, at] of heardAt) if (Date.now() - at > GONE_AFTER_MS) heardAt.delete(node)
    tell(heardAt.size > 0 ? [...all()] : [])
  }

  function listen(text: string): void {
    const said = parse(text)
    if (!said || said.from === me) return
    const { from, tabs } = said
    const met = heardAt.has(from)
    heardAt.set(from, Date.now())
    if (!met) tell([...all()])
    for (const tab of tabs) hear(tab)
  }

  function tell(tabs: readonly Notice[]): void {
    for (const part of inParts(tabs.map(packed))) bus.say(`{"from":"${me}","tabs":[${part}]}`)
  }

  async function close(): Promise<void> {
    clearInterval(beating)
    sayWaiting()
    await bus.close()
  }
}

// Whoever may connect to the database may say anything there.
function parse(text: string): z.output<typeof notices> | undefined {
  try {
    return notices.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function packed(notice: Notice): string {
  const { id, workspaceId } = notice
  if (notice.conversationId === null) return JSON.stringify([id, workspaceId])
  const { memberId, inboxId, conversationId, writing } = notice
  return JSON.stringify([id, workspaceId, memberId, inboxId, conversationId, writing])
}

const ENVELOPE = 100

// At least one, so that whoever has nothing to say is heard too.
function inParts(packed: readonly string[]): string[] {
  const parts = ['']
  for (const one of packed) {
    const last = parts.at(-1) ?? ''
    if (last === '') parts.splice(-1, 1, one)
    else if (last.length + one.length + ENVELOPE < LONGEST_TEXT) parts.splice(-1, 1, `${last},${one}`)
    else parts.push(one)
  }
  return parts
}

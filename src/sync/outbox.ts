import { uuidv7 } from '#kit/id.ts'

/** A command that somebody has given in this browser and the server has not answered yet. */
export type Said = {
  id: string
  name: string
  input: unknown
  now: string
  memberId: string
  /** The tab that sends it: nobody else does, as long as that one is open. */
  tab: string
  /** It may have reached the server, so it can no longer be taken back here. */
  tried: boolean
}

/** How it ended: the feed's number that holds it, or null when it was not carried out. */
export type Outcome = { seq: number | null } | null

/**
 * What waits for the server, in the order in which it was said: kept on the disk, known to every tab of this browser,
 * and each command sent by one tab alone. When a tab is closed, exactly one other inherits what it had not sent.
 */
export type Outbox = {
  all(): readonly Said[]
  add(said: Omit<Said, 'tab'>): void
  /** It is about to be sent. */
  tried(id: string): void
  settle(id: string, outcome: Outcome): void
  /** Asks the tab that sends it to take it back. */
  takeBack(id: string): void
  /** The server can be reached from this tab. */
  live(): void
  follow(listener: (news: News) => void): void
}

export type News =
  /** Another tab said it, and sends it. */
  | { t: 'said'; said: Said }
  /** It is this tab's to send from now on: its own tab is gone. */
  | { t: 'inherited'; said: Said }
  | { t: 'settled'; id: string; outcome: Outcome }
  | { t: 'take-back'; id: string }
  | { t: 'live' }

export type OutboxDisk = {
  keep(said: Said): void
  drop(id: string): void
  all(): Promise<Said[]>
}

export async function openOutbox(disk: OutboxDisk): Promise<Outbox> {
  const tab = uuidv7()
  const known = new Map<string, Said>()
  const watched = new Set([tab])
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('centralita') : undefined
  let listener: (news: News) => void = () => {}
  // Before anybody can hear of this tab, it must be seen to live.
  await held(tab)
  for (const said of await disk.all()) known.set(said.id, said)

  return { all: inOrder, add, tried, settle, takeBack, live, follow }

  function add(about: Omit<Said, 'tab'>): void {
    const said = { ...about, tab }
    known.set(said.id, said)
    disk.keep(said)
    tell({ t: 'said', said })
  }

  function tried(id: string): void {
    const said = known.get(id)
    if (!said || said.tried) return
    said.tried = true
    disk.keep(said)
    tell({ t: 'said', said })
  }

  function settle(id: string, outcome: Outcome): void {
    if (!known.delete(id)) return
    disk.drop(id)
    tell({ t: 'settled', id, outcome })
  }

  function takeBack(id: string): void {
    if (known.get(id)?.tab === tab) listener({ t: 'take-back', id })
    else tell({ t: 'take-back', id })
  }

  function live(): void {
    tell({ t: 'live' })
  }

  function follow(heard: (news: News) => void): void {
    listener = heard
    channel?.addEventListener('message', ({ data }) => {
      // Our own tabs say nothing else.
      hear(data as News)
    })
    for (const said of inOrder()) watch(said.tab)
  }

  function hear(news: News): void {
    if (news.t === 'said') {
      known.set(news.said.id, news.said)
      watch(news.said.tab)
    }
    if (news.t === 'settled') known.delete(news.id)
    if (news.t !== 'take-back' || known.get(news.id)?.tab === tab) listener(news)
  }

  // Waits for the end of another tab. Of all that wait, one is let in at a time: it makes its own what is left, and the
  // next one finds nothing there.
  function watch(other: string): void {
    if (watched.has(other)) return
    watched.add(other)
    void exclusively(other, async () => {
      for (const said of await disk.all()) if (!known.has(said.id)) hear({ t: 'said', said })
      for (const said of inOrder().filter((one) => one.tab === other)) {
        said.tab = tab
        disk.keep(said)
        listener({ t: 'inherited', said })
        tell({ t: 'said', said })
      }
      for (const said of inOrder()) watch(said.tab)
    })
  }

  function tell(news: News): void {
    channel?.postMessage(news)
  }

  // Ids are made in the order of time.
  function inOrder(): Said[] {
    return [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }
}

/** An outbox of one page that nobody else knows of, and that ends with it. */
export function privateOutbox(): Outbox {
  const known = new Map<string, Said>()
  return {
    all: () => [...known.values()],
    add: (said) => void known.set(said.id, { ...said, tab: '' }),
    tried(id) {
      const said = known.get(id)
      if (said) said.tried = true
    },
    settle: (id) => void known.delete(id),
    takeBack() {},
    live() {},
    follow() {},
  }
}

function held(tab: string): Promise<void> {
  return new Promise((resolve) => {
    void exclusively(tab, () => {
      resolve()
      // As long as the page lives.
      return new Promise(() => {})
    })
  })
}

/** Runs when nobody else in this browser holds the name. A page that is not on a secure origin is taken to be alone. */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  const { locks }: { locks?: LockManager } = navigator
  if (locks) await locks.request(`centralita ${name}`, work)
  else await work()
}

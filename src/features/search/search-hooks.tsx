import { useEffect, useState } from 'react'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { tagType } from '#features/tag/tag.ts'
import { CHAT_HITS, type ChatHit, chatSearchQuery } from '#features/team/team.api.ts'
import type { Problem, Result } from '#kit/result.ts'
import type { Answer } from '#sync/query.ts'
import { type Sync, useSync } from '#sync/sync.tsx'
import { useToday } from '#ui/When.tsx'
import { chatWordsOf, type Names, type Resolution, resolve } from './resolve.ts'
import {
  HITS,
  type Hit,
  PAGE,
  PEOPLE,
  type Person,
  type SearchInput,
  type SearchPage,
  searchQuery,
} from './search.api.ts'

/** What was found so far, and where it goes on. */
export type Found = { people: Person[]; chats: ChatHit[]; hits: Hit[]; next: string | null }

export type Search = Resolution & {
  /** Of the text before while the new one is being asked for: nothing flickers while somebody types. */
  found: Found | undefined
  /** Nothing is known of this very text yet. */
  waiting: boolean
  problem: Problem | undefined
  more(): void
  again(): void
}

const PAUSE_MS = 60
const PAGE_LENGTH = 50

export function useSearch(text: string): Search {
  const sync = useSync()
  const resolution = resolve(text, namesOf(sync, useToday()))
  const key = JSON.stringify(resolution.asked ?? null)
  const [state, setState] = useState<{ key: string; found?: Found; problem?: Problem }>({ key: 'null' })
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    const asked: Asked | null = JSON.parse(key) // Written above.
    if (!asked) return undefined
    let late = false
    const timer = setTimeout(async () => {
      const result = await ask(sync, asked, null)
      if (!late) setState(result.ok ? { key, found: result.value } : { key, problem: result.error })
    }, PAUSE_MS)
    return () => {
      late = true
      clearTimeout(timer)
    }
  }, [sync, key, attempt])

  const current = state.key === key
  return {
    ...resolution,
    found: resolution.asked && state.found,
    waiting: resolution.asked !== undefined && !current,
    problem: current ? state.problem : undefined,
    more: () => void more(),
    again: () => setAttempt((before) => before + 1),
  }

  async function more(): Promise<void> {
    const { asked } = resolution
    const { found } = state
    if (!asked || !current || !found?.next) return
    const result = await ask(sync, asked, found.next)
    setState((now) => {
      if (now.key !== key || now.found !== found) return now
      return result.ok ? { key, found: joined(found, result.value) } : { key, found, problem: result.error }
    })
  }
}

/** The first few of what is found, for who shows it among other things. */
export function useSearchOnce(): (text: string) => Promise<Omit<Found, 'next'>> {
  const sync = useSync()
  const today = useToday()
  return async (text) => {
    const { asked } = resolve(text, namesOf(sync, today))
    const result = asked && (await ask(sync, asked, null, FEW))
    return result?.ok ? result.value : { people: [], chats: [], hits: [] }
  }
}

const FEW = 8

type Asked = NonNullable<Resolution['asked']>

async function ask(
  sync: Sync,
  asked: Asked,
  from: SearchInput['from'],
  limit = PAGE_LENGTH,
): Promise<Result<Found>> {
  const [result, chats] = await Promise.all([
    sync.connection.ask(searchQuery, { ...asked, from, limit }),
    from === null ? askChats(sync, asked) : [],
  ])
  return result.ok ? { ok: true, value: foundIn(result.value, chats) } : result
}

const MOST_CHATS = 5

// What the team says among itself has no customer, inbox or tag: only words find it.
async function askChats({ connection }: Sync, asked: Asked): Promise<ChatHit[]> {
  const words = chatWordsOf(asked)
  if (words === undefined) return []
  const result = await connection.ask(chatSearchQuery, { words })
  // What the server answers under this name.
  return result.ok ? ((result.value.rows[CHAT_HITS] ?? []) as ChatHit[]).slice(0, MOST_CHATS) : []
}

function foundIn({ rows }: Answer, chats: ChatHit[]): Found {
  const page = rows[PAGE]?.[0] as SearchPage | undefined
  // What the server answers under these names.
  return {
    people: (rows[PEOPLE] ?? []) as Person[],
    chats,
    hits: (rows[HITS] ?? []) as Hit[],
    next: page?.next ?? null,
  }
}

function joined(before: Found, page: Found): Found {
  const known = new Set(before.hits.map(({ id }) => id))
  const fresh = page.hits.filter(({ id }) => !known.has(id))
  // A page that only repeats would do so for ever.
  const next = fresh.length === 0 && page.next === before.next ? null : page.next
  return { ...before, hits: [...before.hits, ...fresh], next }
}

function namesOf({ store, connection }: Sync, today: string): Names {
  return {
    members: store.all(memberType),
    inboxes: store.all(inboxType),
    tags: store.all(tagType),
    me: connection.me()?.memberId,
    today,
    startOf: (day) => new Date(`${day}T00:00`).toISOString(),
  }
}

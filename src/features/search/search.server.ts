import type { Transaction } from '#db/db.ts'
import { sql, statement } from '#db/sql.ts'
import {
  CONTACT,
  CONVERSATION,
  type JoinedRow,
  MINE,
  SAME_CONTACT,
  split,
} from '#features/conversation/list.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { ok } from '#kit/result.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import { answered } from '#sync/query.server.ts'
import type { Answer } from '#sync/query.ts'
import type { Reach } from '#sync/synced.ts'
import { anyFact, isSelective } from './entry.ts'
import {
  HITS,
  type Hit,
  LONGEST_SEARCH,
  PAGE,
  PEOPLE,
  type Person,
  type SearchInput,
  type SearchPage,
  searchQuery,
} from './search.api.ts'
import { readSaid, SOURCES } from './sources.server.ts'
import { marksIn, snippet, type Term, termsOf, tsqueryOf } from './terms.ts'

const PEOPLE_WITHIN_MS = 30
const ITEMS_WITHIN_MS = 60
const MOST_PEOPLE = 8

/** What a member finds: whom they talk to, and what was said, with the conversations that both are in. */
export const searchAnswer = answered(searchQuery, async (tx, input, asked) => {
  const reach = await reachOf(tx, asked.memberId)
  const terms = termsOf(input.words.slice(0, LONGEST_SEARCH))
  const scope = reach && narrowed(reach, input.inboxIds)
  if (!scope || !asksForSomething(input, terms)) return ok({ rows: rowsOf([], [], NO_MORE), more: false })
  const [people, items] = await Promise.all([
    asksForPeople(input, terms) ? find(tx, scope, peopleQuestion(input, terms)) : NOTHING_FOUND,
    find(tx, scope, itemsQuestion(input, terms)),
  ])
  const [said, conversations] = await Promise.all([
    readSaid(tx, items.found),
    conversationsOf(tx, scope, [...people.found, ...items.found]),
  ])
  const hits = items.found.flatMap(({ id, kind, conversationId, seq, at }) => {
    const { text, by } = said.get(id) ?? {}
    // Gone since it was found.
    if (text === undefined || by === undefined || seq === null) return []
    return [{ id, kind, conversationId, seq, at, by, ...snippet(text, marksIn(text, terms)) }]
  })
  const page = nextOf(items, input.limit)
  const persons = people.found.map(({ conversationId }) => ({ id: conversationId }))
  return ok({ rows: { ...conversations, ...rowsOf(persons, hits, page) }, more: page.next !== null })
})

const NO_MORE: SearchPage = { id: 'page', next: null }

function rowsOf(people: Person[], hits: Hit[], page: SearchPage): Answer['rows'] {
  return { [PEOPLE]: people, [HITS]: hits, [PAGE]: [page] }
}

function narrowed(reach: Reach, wanted: string[] | null): Reach {
  const inboxIds = wanted ? [...reach.inboxIds].filter((id) => wanted.includes(id)) : reach.inboxIds
  return { ...reach, inboxIds: new Set(inboxIds) }
}

function asksForSomething({ inboxIds, tagIds, by, has, since, until }: SearchInput, terms: Term[]): boolean {
  const filtered = [inboxIds, tagIds, by, since, until].some((filter) => filter !== null)
  return terms.length > 0 || filtered || has.length > 0
}

// Whom one talks to is asked for by name or number; on the first page, and when nothing is said of items.
function asksForPeople({ by, has, since, until, from }: SearchInput, terms: Term[]): boolean {
  const ofItems = [by, since, until, from].some((filter) => filter !== null)
  return terms.length > 0 && !ofItems && has.length === 0
}

type Question = {
  people: boolean
  words: string
  also: string | null
  tagIds: string[] | null
  since: Instant | null
  until: Instant | null
  limit: number
  withinMs: number
}

function peopleQuestion({ tagIds }: SearchInput, terms: Term[]): Question {
  const unlimited = { tagIds, since: null, until: null, limit: MOST_PEOPLE, withinMs: PEOPLE_WITHIN_MS }
  return { people: true, ...askFor(terms, []), ...unlimited }
}

function itemsQuestion({ tagIds, by, has, since, until, from, limit }: SearchInput, terms: Term[]): Question {
  const facts = [
    ...(by ? [anyFact(by.map((id) => `by:${id}`))] : []),
    ...has.map((content) => anyFact([`has:${content}`])),
  ]
  const ends = [until, from].flatMap((end) => end ?? []).sort()
  const asked = terms.length + facts.length > 0 ? facts : [anyFact(SOURCES.map(({ kind }) => `is:${kind}`))]
  const limits = { tagIds, since, until: ends[0] ?? null, limit, withinMs: ITEMS_WITHIN_MS }
  return { people: false, ...askFor(terms, asked), ...limits }
}

function askFor(terms: Term[], facts: string[]): Pick<Question, 'words' | 'also'> {
  const selective = terms.some(isSelective)
  const words = tsqueryOf(terms, selective ? isSelective : undefined)
  const also = selective ? tsqueryOf(terms, (term) => !isSelective(term)) : ''
  return { words: [words, ...facts].filter(Boolean).join(' & '), also: also || null }
}

type Found = { kind: string; id: string; conversationId: string; seq: number | null; at: Instant }
type Answered = { found: Found[]; stoppedAt: Instant | null }

const NOTHING_FOUND: Answered = { found: [], stoppedAt: null }

async function find(tx: Transaction, reach: Reach, question: Question): Promise<Answered> {
  const { people, words, also, tagIds, since, until, limit, withinMs } = question
  const rows = await tx.rows(
    sql<{
      kind: string | null
      id: string
      conversationId: string
      seq: number | null
      at: Instant
      stoppedAt: Instant | null
    }>`
      select kind, id, conversation_id as "conversationId", seq, at, searched_to as "stoppedAt"
      from search_items(${[...reach.inboxIds]}, ${reach.memberId}, ${people}, ${words}, ${also}, ${tagIds},
        ${since}, ${until}, ${limit}, ${withinMs})`,
  )
  return {
    found: rows.flatMap(({ kind, id, conversationId, seq, at }) =>
      kind === null ? [] : [{ kind, id, conversationId, seq, at }],
    ),
    stoppedAt: rows.at(-1)?.stoppedAt ?? null,
  }
}

// One millisecond later: others may have been said in the very same one. Who goes on leaves out what is known.
function nextOf({ found, stoppedAt }: Answered, limit: number): SearchPage {
  const last = found.length === limit ? found.at(-1) : undefined
  return { id: 'page', next: last ? instant(milliseconds(last.at) + 1) : stoppedAt }
}

async function conversationsOf(tx: Transaction, reach: Reach, found: Found[]): Promise<Answer['rows']> {
  const ids = [...new Set(found.map(({ conversationId }) => conversationId))]
  const rows = await tx.rows(
    statement<JoinedRow>(
      `select ${CONVERSATION}, ${CONTACT}, ${MINE} from conversation c join contact k on ${SAME_CONTACT}
       left join conversation_member m on m.workspace_id = $1 and m.conversation_id = c.id and m.member_id = $3
       where c.workspace_id = $1 and c.id = any($2) and c.inbox_id = any($4)`,
      [tx.workspaceId, ids, reach.memberId, [...reach.inboxIds]],
    ),
  )
  return split(rows)
}

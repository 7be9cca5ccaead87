import * as z from 'zod'
import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { preview } from '#features/conversation/conversation.ts'
import { readSaid } from '#features/search/sources.server.ts'
import type { Instant } from '#kit/time.ts'
import { readChatNews } from './chat-news.server.ts'
import type { News } from './telling.ts'

/** News as it stands in the feed, with where it happened and the words in which it is told. */
export type Told = News & {
  eventId: string
  conversationId: string | null
  chatId: string | null
  /** Who is in the chat. */
  memberIds: readonly string[]
  subjectId: string | null
  seq: number | null
  /** Items up to this one are seen by `historyOwnerId` alone. */
  hiddenSeq: number
  historyOwnerId: string | null
  title: string
  text: string
  files: number
}

type Happened = {
  id: string
  type: string
  actorId: string | null
  conversationId: string
  seq: number | null
  subjectId: string | null
  data: Record<string, unknown>
  at: Instant
}

type Item = { seq: number; by: string | null; text: string; files: readonly string[] }

/** An event that people may be told of. `kind`: what search calls the item that is its subject. */
type Teller = {
  what: News['what']
  kind: string | null
  /** Whom it concerns alone; undefined for nobody at all. */
  concerns(happened: Happened, item: Item | undefined, place: Place): readonly string[] | null | undefined
}

const TELLERS: Record<string, Teller> = {
  'message.received': { what: 'message', kind: 'message', concerns: () => null },
  'message.failed': {
    what: 'failed',
    kind: 'message',
    concerns: (_, item, { assigneeId }) => someone(item?.by ?? assigneeId),
  },
  'conversation.assign': {
    what: 'assigned',
    kind: null,
    // It may have been given to somebody else in the meantime.
    concerns: ({ data }, _, { assigneeId }) =>
      assigneeId !== null && givenTo(data) === assigneeId ? [assigneeId] : undefined,
  },
  'comment.created': { what: 'mention', kind: 'comment', concerns: named },
  // Whoever was named before has been told.
  'comment.edited': { what: 'mention', kind: 'comment', concerns: named },
  'call.missed': { what: 'missed', kind: 'call', concerns: () => null },
  'call.voicemail': { what: 'voicemail', kind: 'call', concerns: () => null },
}

export const NEWS_EVENTS = Object.keys(TELLERS)

/** The news among what happened after `since` up to `upTo`, in its order. What was deleted since is none. */
export async function readNews(tx: Transaction, since: number, upTo: number): Promise<Told[]> {
  const events = await tx.rows(
    sql<Happened>`select e.id, e.type, e.actor_id as "actorId", e.conversation_id as "conversationId", e.seq,
        e.subject_id as "subjectId", e.data, e.at
      from event e join workspace w on w.workspace_id = e.workspace_id and e.at >= w.created_at
      where e.workspace_id = ${tx.workspaceId} and e.feed_seq > ${since} and e.feed_seq <= ${upTo}
        and e.type = any(${NEWS_EVENTS}) and e.conversation_id is not null
      order by e.feed_seq, e.id`,
  )
  if (events.length === 0) return readChatNews(tx, since, upTo)
  const [places, items, chats] = await Promise.all([
    placesOf(tx, events),
    itemsOf(tx, events),
    readChatNews(tx, since, upTo),
  ])
  const news = events.flatMap((happened) => {
    const place = places.get(happened.conversationId)
    return place ? toldOf(happened, place, items.get(happened.subjectId ?? '')) : []
  })
  return [...news, ...chats]
}

function toldOf(happened: Happened, place: Place, item: Item | undefined): Told[] {
  const teller = TELLERS[happened.type]
  // An item that was deleted in the meantime has not been said.
  if (!teller || (teller.kind !== null && !item)) return []
  const concerns = teller.concerns(happened, item, place)
  if (concerns === undefined) return []
  const { id: _, status, ...where } = place
  const said = {
    direction: 'in',
    text: item?.text ?? '',
    media: item?.files.length ?? 0,
    authorId: null,
  } as const
  const { text, media: files } = preview(said)
  return [
    {
      ...where,
      ...{ what: teller.what, concerns, spam: status === 'spam', at: happened.at, byId: happened.actorId },
      ...{ eventId: happened.id, conversationId: happened.conversationId, subjectId: happened.subjectId },
      ...{ seq: item?.seq ?? happened.seq, text, files, chatId: null, memberIds: [] },
    },
  ]
}

async function itemsOf(tx: Transaction, events: Happened[]): Promise<Map<string, Item>> {
  const subjects = subjectsOf(events)
  const calls = subjects.filter(({ kind }) => kind === 'call').map(({ id }) => id)
  const [said, rung] = await Promise.all([
    readSaid(tx, subjects),
    calls.length === 0
      ? []
      : tx.rows(
          sql<{ id: string; seq: number }>`select id, seq from call
            where workspace_id = ${tx.workspaceId} and id = any(${calls})`,
        ),
  ])
  const silent = rung.map(({ id, seq }): [string, Item] => [id, { seq, by: null, text: '', files: [] }])
  return new Map<string, Item>([...said, ...silent])
}

function subjectsOf(events: Happened[]): { kind: string; id: string }[] {
  return events.flatMap(({ type, subjectId }) => {
    const kind = TELLERS[type]?.kind
    return kind && subjectId !== null ? [{ kind, id: subjectId }] : []
  })
}

type Place = {
  id: string
  inboxId: string
  assigneeId: string | null
  status: string
  hiddenSeq: number
  historyOwnerId: string | null
  title: string
}

async function placesOf(tx: Transaction, events: Happened[]): Promise<Map<string, Place>> {
  const ids = [...new Set(events.map(({ conversationId }) => conversationId))]
  const rows = await tx.rows(
    sql<Place>`select c.id, c.inbox_id as "inboxId", case when i.assignment_mode then c.assignee_id end as "assigneeId",
        c.status, c.hidden_seq as "hiddenSeq", c.history_owner_id as "historyOwnerId", coalesce(k.name, c.display) as title
      from conversation c join inbox i on i.workspace_id = c.workspace_id and i.id = c.inbox_id
      join contact k on k.workspace_id = c.workspace_id and k.id = c.contact_id
      where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids})`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function givenTo(data: Record<string, unknown>): string | null {
  // What the command wrote: from whom to whom.
  return (data.assigneeId as { to: string | null } | undefined)?.to ?? null
}

/** In a comment; a mention of the team concerns everybody who shares the inbox. */
function named({ data }: Happened): readonly string[] | null | undefined {
  const { mentioned, team } = mentions.parse(data)
  if (team) return null
  return mentioned.length > 0 ? mentioned : undefined
}

const mentions = z.object({ mentioned: z.array(z.string()), team: z.boolean() })

function someone(id: string | null): readonly string[] | undefined {
  return id === null ? undefined : [id]
}

import { readWorkspace, type Transaction } from '#db/db.ts'
import { type Statement, statement } from '#db/sql.ts'
import { participantsKey } from '#features/conversation/place.server.ts'
import { blobPath } from '#features/message/blob-url.server.ts'
import { publicId } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import type { Reach } from '#sync/synced.ts'
import { loadRows, selected } from '#sync/table.server.ts'
import { type Endpoint, endpoint } from '#v1/endpoint.server.ts'
import { MOST_COUNTED, type Page, pageOf } from '#v1/page.ts'
import { findAudio } from './audio.server.ts'
import { callWordsTable } from './call.server.ts'
import { secondsOf } from './call.ts'
import {
  type CallRow,
  type CallsQuery,
  callIdPath,
  callPath,
  callsQuery,
  toWireCall,
  type WireCall,
} from './call.v1.ts'
import type { AudioKind } from './carried.server.ts'
import type { CallWords } from './words.ts'

/** What signs the addresses of files, and where they are. */
export type Files = { secret: string; publicUrl: string }

/** Calls of the public API, with all that belongs to one. */
export function callEndpoints(files: Files): Endpoint[] {
  return [listCalls, getCall, recordingsOf(files), voicemailOf(files), getSummary, getTranscript]
}

const reading = { method: 'GET', scope: 'calls:read' } as const

const listCalls = endpoint(
  { ...reading, url: '/calls', resource: 'calls', from: 'query', input: callsQuery },
  ({ core, caller: { reach }, input }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const thread = await findThread(tx, reach, input)
      return thread ? ok(await pageIn(tx, thread, input)) : refuse('not-phone-number-user')
    }),
)

const getCall = endpoint(
  { ...reading, url: '/calls/:id', resource: 'calls', from: 'path', input: callPath },
  async ({ core, caller: { reach }, input: { id } }) => {
    const call = await readWorkspace(core.db, reach.workspaceId, (tx) => findCall(tx, reach, id))
    return call ? ok({ data: toWireCall(call, instant()) }) : refuse('not-found')
  },
)

function recordingsOf(files: Files): Endpoint {
  return endpoint(
    {
      ...{ ...reading, url: '/call-recordings/:callId', resource: 'call-recordings' },
      ...{ from: 'path', input: callIdPath },
    },
    ({ core, caller: { reach }, input: { callId } }) =>
      readWorkspace(core.db, reach.workspaceId, async (tx) => {
        const call = await findCall(tx, reach, callId)
        if (!call) return refuse('not-found')
        const { recorded, recording } = call
        const id = publicId('CR', callId)
        if (!recorded) {
          const status = recording === 'on' ? 'in-progress' : 'paused'
          const running = { id, status, url: null, duration: null, startTime: null, type: null }
          return ok({ data: recording === 'off' ? [] : [running] })
        }
        const url = await urlOf(tx, reach, files, callId, 'recording')
        const { seconds: duration, startedAt: startTime } = recorded
        const status = url === null ? 'deleted' : 'completed'
        return ok({ data: [{ id, status, url, duration, startTime, type: url && 'audio/wav' }] })
      }),
  )
}

function voicemailOf(files: Files): Endpoint {
  return endpoint(
    {
      ...{ ...reading, url: '/call-voicemails/:callId', resource: 'call-voicemails' },
      ...{ from: 'path', input: callIdPath },
    },
    ({ core, caller: { reach }, input: { callId } }) =>
      readWorkspace(core.db, reach.workspaceId, async (tx) => {
        const call = await findCall(tx, reach, callId)
        if (!call) return refuse('not-found')
        const { voicemail } = call
        const about = { id: publicId('VM', callId), callId: publicId('AC', callId) }
        const absent = { duration: null, recordingUrl: null, transcript: null, createdAt: call.createdAt }
        if (!voicemail) return ok({ data: { ...about, status: 'absent', ...absent } })
        const recordingUrl = await urlOf(tx, reach, files, callId, 'voicemail')
        const words = await wordsOf(tx, reach, callId)
        return ok({
          data: {
            ...about,
            status: recordingUrl === null ? 'deleted' : 'completed',
            ...{ duration: voicemail.seconds, recordingUrl, createdAt: voicemail.startedAt },
            transcript: words ? words.lines.map(({ text }) => text).join(' ') : null,
          },
        })
      }),
  )
}

const STATUSES = { off: 'absent', waiting: 'in-progress', done: 'completed', failed: 'failed' } as const

const getSummary = endpoint(
  {
    ...{ ...reading, url: '/call-summaries/:callId', resource: 'call-summaries' },
    ...{ from: 'path', input: callIdPath },
  },
  ({ core, caller: { reach }, input: { callId } }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const call = await findCall(tx, reach, callId)
      if (!call) return refuse('not-found')
      const words = await wordsOf(tx, reach, callId)
      const { summary = null, nextSteps = null } = words ?? {}
      const data = { callId: publicId('AC', callId), status: STATUSES[call.summary], summary, nextSteps }
      return ok({ data })
    }),
)

const getTranscript = endpoint(
  {
    ...{ ...reading, url: '/call-transcripts/:id', resource: 'call-transcripts' },
    ...{ from: 'path', input: callPath },
  },
  ({ core, caller: { reach }, input: { id } }) =>
    readWorkspace(core.db, reach.workspaceId, async (tx) => {
      const call = await findCall(tx, reach, id)
      if (!call) return refuse('not-found')
      const words = await wordsOf(tx, reach, id)
      return ok({
        data: {
          callId: publicId('AC', id),
          createdAt: words?.createdAt ?? call.createdAt,
          duration: call.recorded?.seconds ?? call.voicemail?.seconds ?? secondsOf(call, instant()),
          status: STATUSES[call.transcript],
          dialogue: words ? dialogueOf(words, call) : null,
        },
      })
    }),
)

function dialogueOf({ lines }: CallWords, call: CallRow) {
  const ours = call.answeredBy ?? call.placedBy ?? call.userId
  return lines.map(({ speaker, text: content, start, end }) => ({
    ...{ content, start, end },
    identifier: speaker === 'customer' ? call.number : call.address,
    userId: speaker === 'customer' ? null : publicId('US', ours),
  }))
}

async function wordsOf(tx: Transaction, reach: Reach, callId: string): Promise<CallWords | undefined> {
  const [words] = await loadRows(tx, callWordsTable, [callId], reach)
  return words
}

async function urlOf(
  tx: Transaction,
  reach: Reach,
  { secret, publicUrl }: Files,
  callId: string,
  kind: AudioKind,
): Promise<string | null> {
  const blob = await findAudio(tx, reach, callId, kind)
  return blob ? publicUrl + blobPath(secret, blob) : null
}

// The format knows no call without a user: one that nobody of us was in counts as the number's owner's.
const OWNER = `coalesce(l.installed_by, (select id from member where workspace_id = $1
  order by role = 'owner' desc, removed_at is not null, created_at, id limit 1))`

const COLUMNS = [
  ...[
    'id',
    'conversationId',
    'lineId',
    'seq',
    'direction',
    'number',
    'state',
    'ending',
    'placedBy',
    'answeredBy',
  ],
  ...[
    'answeredAt',
    'endedAt',
    'recording',
    'recorded',
    'voicemail',
    'transcript',
    'summary',
    'createdAt',
    'updatedAt',
  ],
]

function findCall(tx: Transaction, reach: Reach, id: string): Promise<CallRow | undefined> {
  const text = `select ${selected(COLUMNS, 'm')}, l.address,
      coalesce(m.answered_by, m.placed_by, ${OWNER}) as "userId"
    from call m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    join line l on l.workspace_id = m.workspace_id and l.id = m.line_id
    where m.workspace_id = $1 and m.id = $2 and c.inbox_id = any($3)
      and (m.seq > c.hidden_seq or c.history_owner_id = $4)`
  return tx.one(statement<CallRow>(text, [reach.workspaceId, id, [...reach.inboxIds], reach.memberId]))
}

type Thread = { conversationId: string | null; address: string; ownerId: string; hiddenSeq: number }

function findThread(
  tx: Transaction,
  { inboxIds, memberId }: Reach,
  { phoneNumberId, participants }: CallsQuery,
): Promise<Thread | undefined> {
  const text = `select c.id as "conversationId", l.address, ${OWNER} as "ownerId",
      case when c.history_owner_id = $5 then 0 else coalesce(c.hidden_seq, 0) end as "hiddenSeq" from line l
    left join conversation c on c.workspace_id = l.workspace_id and c.line_id = l.id
      and c.participants_key = $4 and c.inbox_id = any($3)
    where l.workspace_id = $1 and l.id = $2 and l.inbox_id = any($3)`
  const values = [tx.workspaceId, phoneNumberId, [...inboxIds], participantsKey(participants), memberId]
  return tx.one(statement<Thread>(text, values))
}

async function pageIn(tx: Transaction, thread: Thread, input: CallsQuery): Promise<Page<WireCall>> {
  const { address } = thread
  const now = instant()
  return pageOf(await tx.rows(newest(tx.workspaceId, thread, input)), input, {
    item: (row) => toWireCall({ ...row, address }, now),
    position: ({ seq }) => ({ seq }),
    count: async () => (await tx.one(howMany(tx.workspaceId, thread, input)))?.total ?? 0,
  })
}

const MATCHING = `workspace_id = $1 and conversation_id = $2
  and ($3::timestamptz is null or created_at > $3) and ($4::timestamptz is null or created_at < $4)
  and ($5::uuid is null or coalesce(answered_by, placed_by, $6) = $5) and seq > $7`

function newest(workspaceId: string, thread: Thread, input: CallsQuery): Statement<Omit<CallRow, 'address'>> {
  const text = `select ${selected(COLUMNS)}, coalesce(answered_by, placed_by, $6) as "userId" from call
    where ${MATCHING} and ($8::int is null or seq < $8) order by seq desc limit $9`
  const values = [
    ...parameters(workspaceId, thread, input),
    input.pageToken?.seq ?? null,
    input.maxResults + 1,
  ]
  return { text, name: '', values }
}

function howMany(workspaceId: string, thread: Thread, input: CallsQuery): Statement<{ total: number }> {
  const text = `select count(*)::int as total from (select from call where ${MATCHING} limit $8) counted`
  return statement(text, [...parameters(workspaceId, thread, input), MOST_COUNTED])
}

function parameters(workspaceId: string, thread: Thread, input: CallsQuery): unknown[] {
  const { createdAfter = null, createdBefore = null, userId = null } = input
  const { conversationId, ownerId, hiddenSeq } = thread
  return [workspaceId, conversationId, createdAfter, createdBefore, userId, ownerId, hiddenSeq]
}

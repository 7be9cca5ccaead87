import * as z from 'zod/mini'
import type { Problem } from '#kit/result.ts'
import type { Answer } from './query.ts'
import type { RowSet } from './synced.ts'

/** What a browser says on its socket. The first word is `hello`: what it holds, up to which number, and whose it is. */
export const clientFrame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    since: z.nullable(z.int()),
    inboxIds: z.array(z.string()),
    memberId: z.nullable(z.string()),
  }),
  z.object({ t: z.literal('command'), id: z.uuid(), name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('query'), id: z.string(), name: z.string(), input: z.unknown() }),
])

export type ClientFrame = z.output<typeof clientFrame>

/** What the server says. Every frame with a `seq` brings the browser to exactly that number of the feed. */
export type ServerFrame =
  /** Start again: forget what is not here, and what is in no inbox of these. */
  | {
      t: 'start'
      seq: number
      memberId: string
      workspaceId: string
      inboxIds: string[]
      rows: RowSet['rows']
    }
  | ({ t: 'rows'; seq: number } & RowSet)
  | { t: 'seq'; seq: number }
  | { t: 'done'; id: string; seq: number | null; value: unknown }
  | { t: 'answer'; id: string; answer: Answer }
  /** A command or a query that was not carried out, and changed nothing. */
  | { t: 'refused'; id: string; problem: Problem }

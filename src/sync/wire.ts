import * as z from 'zod/mini'
import type { Problem } from '#kit/result.ts'
import type { PresentAt } from './around.ts'
import type { Answer } from './query.ts'
import type { RowSet } from './synced.ts'

/**
 * The version of what both sides say. It grows when a browser that was loaded before an update would misunderstand the
 * server after it: such a browser is turned away, keeps what it holds, and loads itself anew. Fields and types of rows
 * that it does not know are none of that: it ignores them.
 */
export const PROTOCOL = 1

/** Why the server ends a socket: nobody is signed in, or it was spoken to in another version. */
export const SIGNED_OUT = 4401
export const OUTDATED = 4426

/** Why a browser ends a socket: it has heard nothing for too long, and looks for another way. */
export const FELL_SILENT = 4408

/** What a browser says on its socket. The first word is `hello`: what it holds, up to which number, and whose it is. */
export const clientFrame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('hello'),
    protocol: z._default(z.int(), PROTOCOL),
    since: z.nullable(z.int()),
    inboxIds: z.array(z.string()),
    memberId: z.nullable(z.string()),
  }),
  z.object({ t: z.literal('command'), id: z.uuid(), name: z.string(), input: z.unknown() }),
  z.object({ t: z.literal('query'), id: z.string(), name: z.string(), input: z.unknown() }),
  /** Which conversation its person looks at, and whether they are writing there. Said again as long as it is so. */
  z.object({ t: z.literal('here'), conversationId: z.nullable(z.uuid()), writing: z.boolean() }),
  /** The voice of its person in a call, from this tab: an SDP offer. Said again after a reload, or in another network. */
  z.object({
    t: z.literal('voice'),
    callId: z.uuid(),
    deviceId: z.string().check(z.maxLength(64)),
    offer: z.string().check(z.maxLength(20_000)),
  }),
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
  /** Who is where, by conversation. `whole`: and nobody is anywhere else. */
  | { t: 'around'; whole: boolean; places: PresentAt[] }
  /** The SDP answer to its `voice`; or why its voice is not carried. */
  | { t: 'voice'; callId: string; answer: string }
  | { t: 'no-voice'; callId: string; problem: Problem }
  /** How well a voice comes through, every few seconds: shares lost lately from 0 to 1, in both directions. */
  | { t: 'quality'; callId: string; lost: number; lostBack: number; jitterMs: number }

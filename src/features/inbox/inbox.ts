import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

export const inboxType = syncedType(
  'inbox',
  z.object({ id: z.string(), name: z.string(), emoji: z.string(), position: z.number() }),
  { audience: (inbox) => inbox.id },
)

export type Inbox = z.output<typeof inboxType.row>

/** What waits in an inbox; its id is the inbox's. */
export const inboxCounterType = syncedType(
  'inbox_counter',
  z.object({ id: z.string(), open: z.number(), unread: z.number() }),
  { audience: (counter) => counter.id },
)

export type InboxCounter = z.output<typeof inboxCounterType.row>

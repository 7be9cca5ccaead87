import * as z from 'zod/mini'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { changesOf } from '#kit/changes.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import { hoursSchema } from './hours.ts'
import { type Inbox, inboxMemberId, inboxMemberType, inboxType } from './inbox.ts'

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(60))
const emoji = z.string().check(z.minLength(1), z.maxLength(16))

/** INB-11: the numbers of a private inbox go to a new one with these members. What was said until then stays private. */
export const shareInput = z.object({
  inboxId: z.uuid(),
  name,
  emoji,
  memberIds: z.array(z.uuid()).check(z.maxLength(1_000)),
})

/** INB-11: what its owner kept from everybody else in this shared inbox becomes seen by all of its members. */
export const shareHistoryInput = z.object({ inboxId: z.uuid() })

/** AD-2: what an inbox is called and how it works; for owners, admins and its managers. What is not named stays. */
export const configureInboxCommand = command(
  'inbox.configure',
  z.object({
    inboxId: z.uuid(),
    name: z.optional(name),
    emoji: z.optional(emoji),
    unreadMode: z.optional(z.enum(['team', 'personal', 'hybrid'])),
    assignmentMode: z.optional(z.boolean()),
    allowMoving: z.optional(z.boolean()),
    replyLock: z.optional(z.boolean()),
    hours: z.optional(z.nullable(hoursSchema)),
  }),
  {
    reads: ({ inboxId }, { id }) => [
      read(inboxType, [inboxId]),
      look(memberType, id === null ? [] : [id]),
      look(inboxMemberType, id === null ? [] : [inboxMemberId(inboxId, id)]),
    ],
    decide(rows, { inboxId, ...changes }, { actor }) {
      const inbox = rows.get(inboxType, inboxId)
      if (!inbox || actor.id === null) return refuse('not-found')
      const role = rows.get(memberType, actor.id)?.role
      const place = rows.get(inboxMemberType, inboxMemberId(inboxId, actor.id))?.role
      if (!may(role, place ?? null, 'inbox.configure')) return refuse('not-allowed')
      const data = changesOf(inbox, changes)
      if (Object.keys(data).length === 0) return NOTHING
      return ok({
        saved: [saved(inboxType, { ...inbox, ...data })],
        events: [{ type: 'inbox.configured', inboxId, subjectId: inboxId, data, audited: true }],
      })
    },
  },
)

/** A new inbox for the team, in which these members are; whoever makes it manages it. Answers its id. */
export const createInboxInput = z.object({
  name,
  emoji,
  memberIds: z.array(z.uuid()).check(z.maxLength(1_000)),
})

/** The order in which everybody sees the inboxes. */
export const orderInboxesInput = z.object({
  ids: z.array(z.uuid()).check(z.minLength(1), z.maxLength(1_000)),
})

/** INB-5: what somebody is in an inbox; null: they are not in it. */
export const setInboxMemberInput = z.object({
  inboxId: z.uuid(),
  memberId: z.uuid(),
  role: z.nullable(z.enum(['manager', 'agent'])),
})

/** The workspace's shared inboxes, for whoever may set them up: an answer's value is `InboxOverview[]`. */
export const allInboxesQuery = query('inbox.all', z.object({}))

export type InboxOverview = Pick<Inbox, 'id' | 'name' | 'emoji' | 'position'> & {
  members: { memberId: string; role: 'manager' | 'agent' }[]
  lines: string[]
  isPrivate: boolean
}

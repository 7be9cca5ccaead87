import * as z from 'zod/mini'
import { conversationType } from '#features/conversation/conversation.ts'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { pairId } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { query } from '#sync/query.ts'
import { notificationWorkspaceType } from './device.ts'
import { muteType, notificationType, TONES } from './notification.ts'
import {
  chosenMedia,
  chosenTones,
  language,
  notificationSettingType,
  ordinary,
  quietWindows,
  timeZone,
  volume,
} from './settings.ts'

const MOST_AT_ONCE = 500
const ids = z.array(z.uuid()).check(z.maxLength(MOST_AT_ONCE))

/** What one was told of has been seen, or is to be looked at again. */
export const readCommand = command('notification.read', z.object({ ids, read: z.boolean() }), {
  reads: ({ ids }) => [read(notificationType, ids)],
  decide(rows, { ids, read }, { now }) {
    const changed = ids
      .flatMap((id) => rows.get(notificationType, id) ?? [])
      .filter(({ readAt }) => (readAt !== null) !== read)
    if (changed.length === 0) return NOTHING
    const readAt = read ? now : null
    return ok({ saved: changed.map((row) => saved(notificationType, { ...row, readAt })), events: [] })
  },
})

/** Everything up to the newest that they have seen, or all of one conversation or chat; `ids` are those that a screen shows. */
export const readAllCommand = command(
  'notification.read-all',
  z.object({ ids, upTo: z.uuid(), conversationId: z.nullable(z.uuid()) }),
  {
    reads: ({ ids }) => [read(notificationType, ids)],
    decide: (rows, { ids }, context) => readCommand.decide(rows, { ids, read: true }, context),
  },
)

const byInbox = <Schema extends z.ZodMiniType>(value: Schema) => z.record(z.uuid(), z.nullable(value))

/** Changes what is named and keeps the rest. An inbox with null is told of like all others. */
export const notifyCommand = command(
  'notification.set',
  z.object({
    memberId: z.uuid(),
    kinds: z.optional(chosenMedia),
    inboxes: z.optional(byInbox(chosenMedia)),
    tones: z.optional(chosenTones),
    inboxTones: z.optional(byInbox(z.enum(TONES))),
    volume: z.optional(volume),
    quiet: z.optional(quietWindows),
    timeZone: z.optional(timeZone),
    language: z.optional(language),
    pausedUntil: z.optional(z.nullable(z.iso.datetime())),
    whileLooking: z.optional(z.boolean()),
  }),
  {
    reads: ({ memberId }) => [read(notificationSettingType, [memberId])],
    decide(rows, { memberId, kinds, tones, inboxes, inboxTones, ...rest }, { actor, now }) {
      if (actor.id !== memberId) return refuse('not-found')
      const before = rows.get(notificationSettingType, memberId) ?? ordinary(memberId)
      const setting = {
        ...before,
        ...named(rest),
        kinds: { ...before.kinds, ...kinds },
        tones: { ...before.tones, ...tones },
        inboxes: overridden(before.inboxes, inboxes ?? {}),
        inboxTones: overridden(before.inboxTones, inboxTones ?? {}),
        updatedAt: now,
      }
      return ok({ saved: [saved(notificationSettingType, setting)], events: [] })
    },
  },
)

/** For oneself. `none`: it is heard of again. */
export const muteCommand = command(
  'notification.mute',
  z.object({ conversationId: z.uuid(), scope: z.enum(['all', 'email', 'none']) }),
  {
    reads: ({ conversationId }, { id }) => [
      look(conversationType, [conversationId]),
      read(muteType, id === null ? [] : [muteId(conversationId, id)]),
    ],
    decide(rows, { conversationId, scope }, { actor, now }) {
      if (actor.id === null || !rows.get(conversationType, conversationId)) return refuse('not-found')
      const place = { id: muteId(conversationId, actor.id), memberId: actor.id, conversationId }
      return ok({ saved: [saved(muteType, { ...place, scope, at: now })], events: [] })
    },
  },
)

/** For everybody: whether pushed words and mails say what was said. */
export const hideTextsCommand = command(
  'notification.hide-texts',
  z.object({ workspaceId: z.uuid(), hidesTexts: z.boolean() }),
  {
    reads: ({ workspaceId }, { id }) => [
      read(notificationWorkspaceType, [workspaceId]),
      look(memberType, id === null ? [] : [id]),
    ],
    decide(rows, { workspaceId, hidesTexts }, { actor }) {
      const row = rows.get(notificationWorkspaceType, workspaceId)
      const role = actor.id === null ? undefined : rows.get(memberType, actor.id)?.role
      if (!row) return refuse('not-found')
      if (!may(role, null, 'workspace.configure')) return refuse('not-allowed')
      if (row.hidesTexts === hidesTexts) return NOTHING
      return ok({
        saved: [saved(notificationWorkspaceType, { ...row, hidesTexts })],
        events: [{ type: 'notification.hiding', data: { hidesTexts } }],
      })
    },
  },
)

/** A page of what one was told of, newest first, before the last one that is held. */
export const notificationsQuery = query(
  'notification.list',
  z.object({ before: z.nullable(z.uuid()), limit: z.number().check(z.minimum(1), z.maximum(100)) }),
)

export function muteId(conversationId: string, memberId: string): string {
  return pairId(conversationId, memberId)
}

function named<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  // Only what is undefined is left out.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

function overridden<Value>(
  before: Record<string, Value>,
  wanted: Record<string, Value | null>,
): Record<string, Value> {
  const entries = Object.entries({ ...before, ...wanted })
  return Object.fromEntries(entries.flatMap(([id, value]) => (value === null ? [] : [[id, value]])))
}

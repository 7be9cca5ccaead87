import * as z from 'zod/mini'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { notificationWorkspaceType } from './device.ts'
import { TONES } from './notification.ts'
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

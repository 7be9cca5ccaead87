import * as z from 'zod/mini'
import { may } from '#features/member/may.ts'
import { memberType } from '#features/member/member.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, NOTHING, read, saved } from '#sync/command.ts'
import { LONGEST_PASSWORD } from './password.ts'
import { LANGUAGES, SECOND_FACTORS, signInPolicyType } from './sign-in.ts'

/** By owners: of whom the workspace asks more than a password, from now on and on every open screen. */
export const requireSecondFactorCommand = command(
  'sign-in.require-second-factor',
  z.object({ workspaceId: z.uuid(), secondFactor: z.enum(SECOND_FACTORS) }),
  {
    reads: ({ workspaceId }, { id }) => [
      read(signInPolicyType, [workspaceId]),
      read(memberType, id === null ? [] : [id]),
    ],
    decide(rows, { workspaceId, secondFactor }, { actor, now }) {
      const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
      if (!me || !may(me.role, null, 'workspace.secure')) return refuse('not-allowed')
      const before = rows.get(signInPolicyType, workspaceId)?.secondFactor ?? 'offered'
      if (before === secondFactor) return NOTHING
      return ok({
        saved: [saved(signInPolicyType, { id: workspaceId, secondFactor, changedAt: now, changedBy: me.id })],
        events: [
          { type: 'sign-in.second-factor-required', data: { before, after: secondFactor }, audited: true },
        ],
      })
    },
  },
)

const language = z.enum(LANGUAGES)

export const recoverInput = z.object({ email: z.string().check(z.trim(), z.maxLength(254)), language })
export const confirmInput = z.object({ password: z.string().check(z.maxLength(LONGEST_PASSWORD)) })
export const languageInput = z.object({ language })

/** Each message is the stable code of what is wrong with its field. */
export const directoryInput = z.object({
  label: z.string('required').check(z.trim(), z.minLength(1, 'required'), z.maxLength(60, 'too-long')),
  issuer: z.string('required').check(z.trim(), z.maxLength(500, 'too-long'), z.url('invalid-address')),
  clientId: z.string('required').check(z.trim(), z.minLength(1, 'required'), z.maxLength(500, 'too-long')),
  /** Empty: the one that is there stays. */
  clientSecret: z.string().check(z.maxLength(2_000, 'too-long')),
  joins: z.boolean(),
})

export type DirectorySettings = z.output<typeof directoryInput>

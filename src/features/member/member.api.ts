import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, look, NOTHING, read, saved } from '#sync/command.ts'
import { may } from './may.ts'
import { memberType } from './member.ts'

/** AS-3, AS-4: whether one can be given more conversations. What one has stays. */
export const setAvailableCommand = command('member.set-available', z.object({ available: z.boolean() }), {
  reads: (_, { id }) => [read(memberType, id === null ? [] : [id])],
  decide(rows, { available }, { actor }) {
    const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
    if (!me) return refuse('not-found')
    if (me.available === available) return NOTHING
    const type = available ? 'member.available' : 'member.unavailable'
    return ok({
      saved: [saved(memberType, { ...me, available })],
      events: [{ type, subjectId: me.id }],
    })
  },
})

export const memberName = z.string().check(z.trim(), z.minLength(1), z.maxLength(80))

/** What the others call one. */
export const renameCommand = command('member.rename', z.object({ name: memberName }), {
  reads: (_, { id }) => [read(memberType, id === null ? [] : [id])],
  decide(rows, { name }, { actor }) {
    const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
    if (!me) return refuse('not-found')
    if (me.name === name) return NOTHING
    return ok({
      saved: [saved(memberType, { ...me, name })],
      events: [
        { type: 'member.renamed', subjectId: me.id, data: { from: me.name, to: name }, audited: true },
      ],
    })
  },
})

/** One's picture; another one comes as a file. */
export const removePictureCommand = command('member.remove-picture', z.object({}), {
  reads: (_, { id }) => [read(memberType, id === null ? [] : [id])],
  decide(rows, _, { actor }) {
    const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
    if (!me) return refuse('not-found')
    if (me.picture === null) return NOTHING
    return ok({
      saved: [saved(memberType, { ...me, picture: null })],
      events: [{ type: 'member.picture-removed', subjectId: me.id }],
    })
  },
})

/** AD-3: between admin and member. The owner stays the owner until they hand that on. */
export const setRoleCommand = command(
  'member.set-role',
  z.object({ memberId: z.uuid(), role: z.enum(['admin', 'member']) }),
  {
    reads: ({ memberId }, { id }) => [
      read(memberType, [memberId]),
      look(memberType, id === null ? [] : [id]),
    ],
    decide(rows, { memberId, role }, { actor }) {
      const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
      const member = rows.get(memberType, memberId)
      if (!me || !member || member.removedAt !== null) return refuse('not-found')
      if (!may(me.role, null, 'member.set-role')) return refuse('not-allowed')
      if (member.role === 'owner') return refuse('owner-stays')
      if (member.role === role) return NOTHING
      return ok({
        saved: [saved(memberType, { ...member, role })],
        events: [
          {
            type: 'member.role-changed',
            subjectId: memberId,
            data: { from: member.role, to: role },
            audited: true,
          },
        ],
      })
    },
  },
)

/** AD-3: by the owner, who becomes an admin: there is always exactly one. `confirmed`: they have typed who it will be. */
export const transferOwnershipCommand = command(
  'ownership.transfer',
  z.object({ memberId: z.uuid(), confirmed: z.literal(true) }),
  {
    // In one order for everybody, so that of two at once the second finds what the first has done.
    reads: ({ memberId }, { id }) => [read(memberType, id === null ? [memberId] : [memberId, id])],
    decide(rows, { memberId }, { actor }) {
      const me = actor.id === null ? undefined : rows.get(memberType, actor.id)
      const member = rows.get(memberType, memberId)
      if (!me || !member || member.removedAt !== null) return refuse('not-found')
      if (!may(me.role, null, 'ownership.transfer')) return refuse('not-allowed')
      if (member.id === me.id) return NOTHING
      return ok({
        saved: [saved(memberType, { ...me, role: 'admin' }), saved(memberType, { ...member, role: 'owner' })],
        events: [
          { type: 'ownership.transferred', subjectId: memberId, data: { from: me.id }, audited: true },
        ],
      })
    },
  },
)

/**
 * AD-3: takes somebody out of the workspace. `heirId`: who gets their open conversations, where that member is in the
 * inbox; null: nobody. `confirmed`: whoever does it has typed who it is.
 */
export const removeMemberInput = z.object({
  memberId: z.uuid(),
  heirId: z.nullable(z.uuid()),
  confirmed: z.literal(true),
})

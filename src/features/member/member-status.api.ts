import * as z from 'zod/mini'
import { ok, refuse } from '#kit/result.ts'
import { command, read, saved } from '#sync/command.ts'
import { memberStatusType } from './member-status.ts'

export const LONGEST_STATUS = 100

/** MO-2: what one says of oneself, until a time or until one takes it back; with neither emoji nor words, nothing. */
export const setStatusCommand = command(
  'member.set-status',
  z.object({
    emoji: z.string().check(z.maxLength(40)),
    text: z.string().check(z.maxLength(LONGEST_STATUS)),
    until: z.nullable(z.iso.datetime()),
  }),
  {
    reads: (_, { id }) => [read(memberStatusType, id === null ? [] : [id])],
    decide(_, { emoji, text, until }, { actor, now }) {
      if (actor.id === null) return refuse('not-found')
      if (until !== null && until <= now) return refuse('in-the-past')
      const status = { id: actor.id, emoji: emoji.trim(), text: text.trim(), until, setAt: now }
      return ok({
        saved: [saved(memberStatusType, status)],
        events: [{ type: 'member.status', subjectId: actor.id }],
      })
    },
  },
)

import * as z from 'zod/mini'
import { LONGEST_NOTE } from '#features/comment/note.ts'
import { isStorable, LONGEST_TEXT } from '#features/message/message.ts'
import { ok, refuse } from '#kit/result.ts'
import { command, NOTHING, read, saved } from '#sync/command.ts'
import { draftType } from './draft.ts'
import { beginDraft, draftId, rewrite, setBeside } from './rewrite.ts'

/** As much as can be sent from there. */
export const LONGEST = { message: LONGEST_TEXT, comment: LONGEST_NOTE, chat: LONGEST_NOTE }

const place = { kind: z.enum(['message', 'comment', 'chat']), placeId: z.uuid() }
const text = z.string().check(z.refine(isStorable))

/** Says what one browser holds of a draft; an empty text takes it away. Said twice, it is done once. */
export const writeDraftCommand = command(
  'draft.write',
  z.object({
    ...place,
    text,
    begunAfter: z.nullable(z.int32()),
    base: z.nullable(z.uuid()),
    version: z.uuid(),
    device: z.uuid(),
  }),
  {
    reads: (input, actor) => [read(draftType, [draftId(input, actor.id ?? '')])],
    decide(rows, input, { actor }) {
      if (input.text.length > LONGEST[input.kind]) return refuse('text-too-long')
      const memberId = actor.id ?? ''
      const before = rows.get(draftType, draftId(input, memberId))
      if (!before && input.text === '') return NOTHING
      const after = before ? rewrite(before, input) : beginDraft(input, memberId, input)
      return after === before ? NOTHING : ok({ saved: [saved(draftType, after)], events: [] })
    },
  },
)

/** `on: false`: what was written on another device is no longer offered; true: it is offered again. */
export const setBesideCommand = command(
  'draft.set-beside',
  z.object({ ...place, text: text.check(z.maxLength(LONGEST_NOTE)), on: z.boolean() }),
  {
    reads: (input, actor) => [read(draftType, [draftId(input, actor.id ?? '')])],
    decide(rows, { text, on, ...place }, { actor }) {
      const before = rows.get(draftType, draftId(place, actor.id ?? ''))
      if (!before) return refuse('not-found')
      return ok({ saved: [saved(draftType, setBeside(before, text, on))], events: [] })
    },
  },
)

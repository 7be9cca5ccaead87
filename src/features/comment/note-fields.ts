import * as z from 'zod/mini'

/** Somebody named in a text, from one character up to another: a member, or null for everybody who is there. */
export const mentionSchema = z.object({
  memberId: z.nullable(z.uuid()),
  from: z.int().check(z.minimum(0)),
  to: z.int().check(z.minimum(0)),
})

/** What members write to each other, wherever it stands. */
export const noteFields = {
  authorId: z.string(),
  text: z.string(),
  mentions: z.array(mentionSchema),
  reactions: z.array(z.object({ emoji: z.string(), memberId: z.string(), at: z.iso.datetime() })),
  /** What it said before it was changed, and until when. */
  earlier: z.array(z.object({ text: z.string(), until: z.iso.datetime() })),
  deletedAt: z.nullable(z.iso.datetime()),
  deletedBy: z.nullable(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
}

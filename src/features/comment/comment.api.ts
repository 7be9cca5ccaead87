import * as z from 'zod/mini'
import {
  annotate,
  audienceOf,
  type Conversation,
  conversationType,
} from '#features/conversation/conversation.ts'
import { inboxMemberId, inboxMemberType } from '#features/inbox/inbox.ts'
import { type Member, memberType } from '#features/member/member.ts'
import { fail, ok, type Problem, type Result, refuse } from '#kit/result.ts'
import {
  type Context,
  command,
  type Decision,
  look,
  NOTHING,
  type Read,
  type Rows,
  read,
  saved,
} from '#sync/command.ts'
import { type Comment, commentType } from './comment.ts'
import { type Mentioned, mentionedIn, newlyMentioned } from './mention.ts'
import {
  beginNote,
  edit,
  isEmoji,
  objection,
  react,
  remove,
  restore,
  type Words,
  wordsFields,
} from './note.ts'

const place = { commentId: z.uuid(), conversationId: z.uuid() }

/** CH-12: said to whoever shares the inbox, and never to the customer. */
export const createCommentCommand = command('comment.create', z.object({ ...place, ...wordsFields }), {
  reads: ({ conversationId, mentions }) => [
    read(conversationType, [conversationId]),
    look(memberType, mentionedIn(mentions).mentioned),
  ],
  thenReads: (rows, { conversationId, mentions }) => placesOf(rows, conversationId, mentions),
  decide(rows, { commentId, conversationId, ...words }, { actor, now }) {
    const before = rows.get(conversationType, conversationId)
    if (!before || actor.id === null) return refuse('not-found')
    const problem = problemWith(words, before, rows)
    if (problem) return fail(problem)
    const conversation = annotate(before, now)
    const note = beginNote(words, actor.id, now)
    const comment = { id: commentId, conversationId, seq: conversation.itemSeq, ...note }
    return ok({
      saved: [saved(conversationType, conversation), saved(commentType, comment, [conversation.inboxId])],
      events: [told('created', conversation, commentId, mentionedIn(words.mentions))],
    })
  },
})

/** By whoever wrote it. What it said before stays to be seen. */
export const editCommentCommand = command('comment.edit', z.object({ ...place, ...wordsFields }), {
  reads: ({ mentions, ...subject }, actor) => [
    ...subjectOf(subject, actor),
    look(memberType, mentionedIn(mentions).mentioned),
  ],
  thenReads: (rows, { conversationId, mentions }) => placesOf(rows, conversationId, mentions),
  decide: (rows, { text, mentions, ...subject }, context) =>
    step(rows, subject, context, ({ conversation, comment, actor }) => {
      if (comment.deletedAt !== null) return refuse('not-found')
      if (comment.authorId !== actor.id) return refuse('not-author')
      const problem = problemWith({ text, mentions }, conversation, rows)
      if (problem) return fail(problem)
      const after = edit(comment, { text, mentions }, context.now)
      if (!after) return refuse('too-many-edits')
      return ok({ after, type: 'edited', named: newlyMentioned(comment.mentions, mentions) })
    }),
})

/** By whoever wrote it, and by owners and admins. */
export const deleteCommentCommand = command('comment.delete', z.object(place), {
  reads: subjectOf,
  decide: (rows, subject, context) =>
    step(rows, subject, context, ({ comment, actor }) => {
      if (comment.authorId !== actor.id && actor.role === 'member') return refuse('not-author')
      return ok({ after: remove(comment, actor.id, context.now), type: 'deleted' })
    }),
})

/** Takes a deletion back: by whoever did it. */
export const restoreCommentCommand = command('comment.restore', z.object(place), {
  reads: subjectOf,
  decide: (rows, subject, context) =>
    step(rows, subject, context, ({ comment, actor }) => {
      if (comment.deletedBy !== null && comment.deletedBy !== actor.id) return refuse('not-author')
      return ok({ after: restore(comment, context.now), type: 'restored' })
    }),
})

export const reactToCommentCommand = command(
  'comment.react',
  z.object({ ...place, emoji: z.string().check(z.refine(isEmoji)), on: z.boolean() }),
  {
    reads: subjectOf,
    decide: (rows, { emoji, on, ...subject }, context) =>
      step(rows, subject, context, ({ comment, actor }) => {
        if (comment.deletedAt !== null) return refuse('not-found')
        const after = react(comment, { emoji, on }, actor.id, context.now)
        return after ? ok({ after, type: 'reacted' }) : refuse('too-many-reactions')
      }),
  },
)

/** What can be done offline and is decided alike on both sides. */
export const commentCommands = [
  createCommentCommand,
  editCommentCommand,
  deleteCommentCommand,
  restoreCommentCommand,
  reactToCommentCommand,
]

type Subject = { commentId: string; conversationId: string }

function subjectOf({ commentId, conversationId }: Subject, { id }: Context['actor']): Read[] {
  return [
    read(conversationType, [conversationId]),
    read(commentType, [commentId]),
    look(memberType, id === null ? [] : [id]),
  ]
}

// Whether those who are named share the inbox.
function placesOf(rows: Rows, conversationId: string, mentions: Words['mentions']): Read[] {
  const inboxId = rows.get(conversationType, conversationId)?.inboxId
  if (inboxId === undefined) return []
  return [
    look(
      inboxMemberType,
      mentionedIn(mentions).mentioned.map((id) => inboxMemberId(inboxId, id)),
    ),
  ]
}

function problemWith(words: Words, { inboxId }: Conversation, rows: Rows): Problem | undefined {
  const code = objection(words)
  if (code) return { code }
  const outside = mentionedIn(words.mentions).mentioned.find(
    (id) => !rows.get(memberType, id) || !rows.get(inboxMemberType, inboxMemberId(inboxId, id)),
  )
  if (outside === undefined) return undefined
  return { code: 'cannot-mention', params: { name: rows.get(memberType, outside)?.name ?? '' } }
}

type Stepped = { after: Comment; type: string; named?: Mentioned }
type About = { conversation: Conversation; comment: Comment; actor: Member }

/** One comment from one state to the next. */
function step(
  rows: Rows,
  { commentId, conversationId }: Subject,
  { actor: { id } }: Context,
  next: (about: About) => Result<Stepped>,
): Result<Decision> {
  const conversation = rows.get(conversationType, conversationId)
  const comment = rows.get(commentType, commentId)
  const actor = id === null ? undefined : rows.get(memberType, id)
  if (!conversation || !actor || comment?.conversationId !== conversationId) return refuse('not-found')
  const stepped = next({ conversation, comment, actor })
  if (!stepped.ok) return stepped
  const { after, type, named } = stepped.value
  if (after === comment) return NOTHING
  return ok({
    saved: [saved(commentType, after, [audienceOf(conversation, after.seq)])],
    events: [told(type, conversation, commentId, named)],
  })
}

// Without its text: events are kept when it is deleted with its conversation, and read by whoever notifies.
function told(type: string, { id, inboxId }: Conversation, commentId: string, named?: Mentioned) {
  const data = { commentId, ...(named ?? { mentioned: [], team: false }) }
  return { type: `comment.${type}`, inboxId, conversationId: id, subjectId: commentId, data }
}

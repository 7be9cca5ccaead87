import { draftsOf } from '#features/conversation/draft-hooks.tsx'
import type { Sync } from '#sync/sync.tsx'
import { createCommentCommand } from './comment.api.ts'
import { draftOf } from './comment-draft.ts'

/** A comment that was refused is not lost: it is what is being written, unless something else is by now. */
export function returnRefusedComment(
  { connection }: Pick<Sync, 'connection'>,
  command: string,
  input: unknown,
): void {
  if (command !== createCommentCommand.name) return
  const { data } = createCommentCommand.input.safeParse(input)
  const drafts = draftsOf(connection.me()?.memberId)
  if (data && drafts.get(draftOf(data.conversationId)) === '')
    drafts.set(draftOf(data.conversationId), data.text)
}

import { useTranslations } from 'use-intl'
import { conversationType } from '#features/conversation/conversation.ts'
import { useCopyLink } from '#features/conversation/link-hooks.tsx'
import type { ItemProps } from '#features/conversation/thread-kinds.tsx'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow, useSync, useUnsent } from '#sync/sync.tsx'
import { toasts } from '#ui/toasts.ts'
import {
  createCommentCommand,
  deleteCommentCommand,
  editCommentCommand,
  reactToCommentCommand,
  restoreCommentCommand,
} from './comment.api.ts'
import type { Comment } from './comment.ts'
import { draftOf } from './comment-draft.ts'
import { NoteEditor } from './NoteEditor.tsx'
import { NoteItem } from './NoteItem.tsx'
import { useNamingIn } from './naming-hooks.tsx'
import { Unsent } from './Unsent.tsx'

/** CH-12: a comment, on our side of the thread. */
export function CommentItem({ row: comment, first, last }: ItemProps<Comment>) {
  const t = useTranslations('comment')
  const { connection } = useSync()
  const me = useMe()
  const copyLink = useCopyLink()
  const { id: commentId, conversationId, seq, authorId } = comment
  const naming = useNamingIn(useRow(conversationType, conversationId)?.inboxId)
  const unsentId = useUnsent(
    // A command of this name has its input.
    ({ name, input }) =>
      name === createCommentCommand.name && (input as { commentId: string }).commentId === commentId,
  )
  const place = { commentId, conversationId }
  const mine = authorId === me?.id
  const acts = {
    react: (emoji: string, on: boolean) =>
      void connection.run(reactToCommentCommand, { ...place, emoji, on }),
    copyLink: () => copyLink({ conversationId, seq }),
    mayEdit: mine,
    remove: mine || (me && me.role !== 'member') ? remove : undefined,
  }
  return (
    <NoteItem
      note={comment}
      kind="comment"
      ours
      first={first}
      last={last}
      acts={acts}
      editor={(onDone) => (
        <NoteEditor
          note={comment}
          naming={naming}
          onSave={(words) => void connection.run(editCommentCommand, { ...place, ...words })}
          onDone={onDone}
        />
      )}
    >
      {unsentId !== undefined && (
        <Unsent commandId={unsentId} draft={draftOf(conversationId)} text={comment.text} />
      )}
    </NoteItem>
  )

  function remove(): void {
    void connection.run(deleteCommentCommand, place)
    toasts.say(t('deleted'), { undo: () => void connection.run(restoreCommentCommand, place) })
  }
}

import { type ItemProps, threadKind } from '#features/conversation/thread-kinds.tsx'
import { lazily } from '#ui/lazily.tsx'
import { type Comment, commentType } from './comment.ts'

const Item = lazily(() => import('./CommentItem.tsx').then((module) => module.CommentItem))

/** CH-12: comments in a thread. */
export const commentKind = threadKind(commentType, {
  placing: ({ createdAt, authorId }) => ({ at: createdAt, group: `comment ${authorId}`, lane: null }),
  Item: LaterItem,
})

// How it is drawn is no part of the first screen; as much room is kept for it as most of them take.
function LaterItem(props: ItemProps<Comment>) {
  return <Item.Component meanwhile={<div className="mt-3 h-14" />} {...props} />
}

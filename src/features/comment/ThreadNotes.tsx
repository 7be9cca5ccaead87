import { CommentComposer } from './CommentComposer.tsx'

/** CA: what is noted during a call is a comment in its thread, beside it as everywhere. */
export function ThreadNotes({ conversationId }: { conversationId: string }) {
  return (
    <CommentComposer
      conversationId={conversationId}
      modes={null}
      onSent={nothing}
      onLeave={nothing}
      autoFocus
    />
  )
}

function nothing(): void {}

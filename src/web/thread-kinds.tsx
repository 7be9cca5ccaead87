import { commentKind } from '#features/comment/comment-kind.tsx'
import { eventKind } from '#features/conversation/EventLine.tsx'
import { messageKind } from '#features/message/MessageItem.tsx'

/** What can stand in a thread. A new kind of item is a word here. */
export const KINDS = { ...messageKind, ...commentKind, ...eventKind }

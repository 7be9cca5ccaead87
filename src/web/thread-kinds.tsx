import { callKind } from '#features/call/call-kind.tsx'
import { commentKind } from '#features/comment/comment-kind.tsx'
import { eventKind } from '#features/conversation/EventLine.tsx'
import { messageKind } from '#features/message/MessageItem.tsx'
import { lazily } from '#ui/lazily.tsx'

const CallItem = lazily(() => import('./pages/CallItem.tsx').then((module) => module.CallItem))

const ConsentLine = lazily(() => import('./pages/Consent.tsx').then((module) => module.ConsentLine))

/** What can stand in a thread. A new kind of item is a word here. */
export const KINDS = {
  ...messageKind,
  ...callKind(CallItem.Component),
  ...commentKind,
  ...eventKind(ConsentLine.Component),
}

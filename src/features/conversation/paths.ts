import { fromPublicId, publicId } from '#kit/id.ts'
import type { Conversation } from './conversation.ts'

/** Where an inbox's list, or one of its conversations beside that list, is found. */
export type InboxPlace = {
  inboxId: string
  status: Conversation['status']
  conversationId?: string | undefined
}

export function pathOf({ inboxId, status, conversationId }: InboxPlace): string {
  const conversation = conversationId === undefined ? '' : `/${publicId('CN', conversationId)}`
  const search = status === 'open' ? '' : `?show=${status}`
  return `/inbox/${publicId('IN', inboxId)}${conversation}${search}`
}

/** Undefined for a path that names no inbox of ours, or something that is no conversation. */
export function readPath(path: string, search: string): InboxPlace | undefined {
  const [, root, inbox = '', conversation, ...rest] = path.split('/')
  const inboxId = fromPublicId('IN', inbox)
  if (root !== 'inbox' || inboxId === undefined || rest.length > 0) return undefined
  const status = statusOf(new URLSearchParams(search).get('show'))
  if (conversation === undefined || conversation === '') return { inboxId, status }
  const conversationId = fromPublicId('CN', conversation)
  return conversationId === undefined ? undefined : { inboxId, status, conversationId }
}

function statusOf(text: string | null): Conversation['status'] {
  return text === 'done' || text === 'spam' ? text : 'open'
}

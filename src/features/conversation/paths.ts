import { fromPublicId, publicId } from '#kit/id.ts'
import { type ListFilter, listFilter } from './list.ts'

/** Where a list, or one of its conversations beside that list, is found. */
export type InboxPlace = { filter: ListFilter; conversationId?: string | undefined }

const ALL = 'all'

/** What a link leads to, whichever list it is shown in: a conversation, or the item of that number in it. */
export type Linked = { conversationId: string; seq?: number | undefined }

export function linkPath({ conversationId, seq }: Linked): string {
  return `/c/${publicId('CN', conversationId)}${seq === undefined ? '' : `/${seq}`}`
}

/** Also reads where a conversation is shown beside its list, for that is what people find in their address bar. */
export function readLinkPath(path: string): Linked | undefined {
  const [, root, ...rest] = path.split('/')
  if (root === 'inbox' && rest.length !== 2) return undefined
  const [conversation = '', number, ...more] = root === 'inbox' ? rest.slice(1) : rest
  const conversationId = fromPublicId('CN', conversation)
  const numbered = number === undefined || /^[1-9]\d{0,8}$/.test(number)
  if ((root !== 'inbox' && root !== 'c') || conversationId === undefined || !numbered || more.length > 0)
    return undefined
  return number === undefined ? { conversationId } : { conversationId, seq: Number(number) }
}

export function pathOf({ filter, conversationId }: InboxPlace): string {
  const { inboxId, shelf, property, ...rest } = filter
  const inbox = inboxId === null ? ALL : publicId('IN', inboxId)
  const conversation = conversationId === undefined ? '' : `/${publicId('CN', conversationId)}`
  const search = new URLSearchParams()
  if (shelf !== 'open') search.set('show', shelf)
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) search.set(name, String(value))
  if (property) search.set('property', `${property.name}=${property.value}`)
  return `/inbox/${inbox}${conversation}${search.size > 0 ? `?${search}` : ''}`
}

/** Undefined for a path that names no inbox of ours, or something that is no conversation or no filter. */
export function readPath(path: string, search: string): InboxPlace | undefined {
  const [, root, inbox = '', conversation, ...rest] = path.split('/')
  const inboxId = inbox === ALL ? null : fromPublicId('IN', inbox)
  if (root !== 'inbox' || inboxId === undefined || rest.length > 0) return undefined
  const filter = listFilter.safeParse({ inboxId, ...readFilter(new URLSearchParams(search)) })
  if (!filter.success) return undefined
  if (conversation === undefined || conversation === '') return { filter: filter.data }
  const conversationId = fromPublicId('CN', conversation)
  return conversationId === undefined ? undefined : { filter: filter.data, conversationId }
}

function readFilter(search: URLSearchParams): Record<string, unknown> {
  const { show = 'open', property, unread, unresponded, voicemail, ...rest } = Object.fromEntries(search)
  const [name, ...value] = property?.split('=') ?? []
  return {
    ...rest,
    shelf: show,
    ...(unread !== undefined && { unread: unread === 'true' }),
    ...(unresponded !== undefined && { unresponded: unresponded === 'true' }),
    ...(voicemail !== undefined && { voicemail: voicemail === 'true' }),
    ...(name !== undefined && { property: { name, value: value.join('=') } }),
  }
}

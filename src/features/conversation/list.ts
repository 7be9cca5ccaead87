import * as z from 'zod/mini'
import { companyLabel, contactLabels, propertyLabel } from '#features/contact/contact.ts'
import { tagLabel } from '#features/tag/tag.ts'
import { type Conversation, SHELVES, shelfOf, waitsSince } from './conversation.ts'
import { type ConversationMember, isUnread, type UnreadMode } from './conversation-member.ts'

export const SECTIONS = ['unassigned', 'mine', 'others'] as const
export const SORTS = ['newest', 'waiting', 'unread'] as const

/** Which conversations a list shows, and in which order. What is not named does not matter. */
export const listFilter = z.object({
  /** Null: of all the member's inboxes. */
  inboxId: z.nullable(z.uuid()),
  shelf: z.enum(SHELVES),
  section: z.optional(z.enum(SECTIONS)),
  unread: z.optional(z.literal(true)),
  unresponded: z.optional(z.literal(true)),
  voicemail: z.optional(z.literal(true)),
  assigneeId: z.optional(z.uuid()),
  tagId: z.optional(z.uuid()),
  company: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  property: z.optional(
    z.object({
      name: z.string().check(z.minLength(1), z.maxLength(60)),
      value: z.string().check(z.maxLength(200)),
    }),
  ),
  lineId: z.optional(z.uuid()),
  /** Last activity from, and before, these times. */
  since: z.optional(z.iso.datetime()),
  until: z.optional(z.iso.datetime()),
  sort: z.optional(z.enum(SORTS)),
})

export type ListFilter = z.output<typeof listFilter>

/** The sections as they are chosen from: "all" is none of them, and stands where the first one would. */
export const SECTION_CHOICES = ['all', ...SECTIONS] as const

export function withSection(filter: ListFilter, chosen: (typeof SECTION_CHOICES)[number]): ListFilter {
  return { ...filter, section: chosen === 'all' ? undefined : chosen }
}

export function withSort(filter: ListFilter, chosen: (typeof SORTS)[number]): ListFilter {
  return { ...filter, sort: chosen === 'newest' ? undefined : chosen }
}

/** CH-8: the same list and section, whole. */
export function withoutFilters({ inboxId, shelf, section }: ListFilter): ListFilter {
  return { inboxId, shelf, section }
}

/** A conversation as one member sees it in a list. */
export type Listed = {
  id: string
  conversation: Conversation
  mine: ConversationMember | undefined
  contact: Parameters<typeof contactLabels>[0] | undefined
  mode: UnreadMode
}

/**
 * Where a row stands: first what the member pinned, then what the team did, then what the sorting asks for first, then
 * the rest. Within a part by `at`, which is a time, or the place of a pin.
 */
export const listPosition = z.object({
  part: z.enum(['mine', 'pinned', 'first', 'rest']),
  at: z.union([z.iso.datetime(), z.number()]),
  id: z.uuid(),
})

export type ListPosition = z.output<typeof listPosition>

export const PARTS = ['mine', 'pinned', 'first', 'rest'] as const satisfies ListPosition['part'][]

export function matches(
  { conversation, mine, contact, mode }: Listed,
  filter: ListFilter,
  memberId: string,
): boolean {
  const { assigneeId, lastActivityAt } = conversation
  if (filter.inboxId !== null && conversation.inboxId !== filter.inboxId) return false
  if (shelfOf(conversation) !== filter.shelf) return false
  if (filter.section && sectionOf(assigneeId, memberId) !== filter.section) return false
  if (filter.unread && !isUnread(conversation, mine, mode)) return false
  if (filter.unresponded && waitsSince(conversation) === null) return false
  if (filter.assigneeId !== undefined && assigneeId !== filter.assigneeId) return false
  if (filter.lineId !== undefined && conversation.lineId !== filter.lineId) return false
  if (filter.since !== undefined && lastActivityAt < filter.since) return false
  if (filter.until !== undefined && lastActivityAt >= filter.until) return false
  const wanted = labelsOf(filter)
  if (wanted.length === 0) return true
  const labels = new Set([...ownLabels(conversation), ...(contact ? contactLabels(contact) : [])])
  return wanted.every((label) => labels.has(label))
}

/** INB-15 */
export function sectionOf(assigneeId: string | null, memberId: string): NonNullable<ListFilter['section']> {
  if (assigneeId === null) return 'unassigned'
  return assigneeId === memberId ? 'mine' : 'others'
}

export const VOICEMAIL_LABEL = 'voicemail'

/** What a conversation is found by, beside what its contact is found by. */
export function ownLabels({ tagIds, voicemails }: Pick<Conversation, 'tagIds' | 'voicemails'>): string[] {
  return [...tagIds.map(tagLabel), ...(voicemails > 0 ? [VOICEMAIL_LABEL] : [])]
}

/** What else than its own columns a conversation must be found by. */
export function labelsOf({
  tagId,
  company,
  property,
  voicemail,
}: Pick<ListFilter, 'tagId' | 'company' | 'property' | 'voicemail'>): string[] {
  return [
    ...(voicemail ? [VOICEMAIL_LABEL] : []),
    ...(tagId === undefined ? [] : [tagLabel(tagId)]),
    ...(company === undefined ? [] : [companyLabel(company)]),
    ...(property === undefined ? [] : [propertyLabel(property.name, property.value)]),
  ]
}

export function positionOf({ id, conversation, mine, mode }: Listed, { sort }: ListFilter): ListPosition {
  const { pinnedAt, lastActivityAt } = conversation
  const waitingSince = waitsSince(conversation)
  if (mine && mine.pin !== null) return { part: 'mine', at: mine.pin, id }
  if (pinnedAt !== null) return { part: 'pinned', at: pinnedAt, id }
  if (sort === 'waiting' && waitingSince !== null) return { part: 'first', at: waitingSince, id }
  if (sort === 'unread' && isUnread(conversation, mine, mode))
    return { part: 'first', at: lastActivityAt, id }
  return { part: 'rest', at: lastActivityAt, id }
}

/** Whether a part begins with the least: pins by their places, and who has waited longest. */
export function isAscending(part: ListPosition['part'], { sort }: { sort?: string | undefined }): boolean {
  return part === 'mine' || (part === 'first' && sort === 'waiting')
}

export function comesBefore(a: ListPosition, b: ListPosition, filter: ListFilter): boolean {
  if (a.part !== b.part) return PARTS.indexOf(a.part) < PARTS.indexOf(b.part)
  const ascending = isAscending(a.part, filter)
  if (a.at !== b.at) return a.at < b.at === ascending
  return a.id !== b.id && a.id < b.id === ascending
}

export const CHIPS = [
  'unread',
  'unresponded',
  'voicemail',
  'assigneeId',
  'tagId',
  'company',
  'property',
  'lineId',
  'since',
  'until',
  'sort',
] as const satisfies (keyof ListFilter)[]

/** What is shown as chosen beyond the place, and can be taken away by itself. */
export type Chip = (typeof CHIPS)[number]

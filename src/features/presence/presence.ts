import type { Place, Present } from '#sync/around.ts'

/** A tab says this often where it is, and is gone when it has not said so for the longer time. */
export const HEARTBEAT_MS = 5_000
export const GONE_AFTER_MS = 12_000
/** Who has changed their draft within this time is writing. */
export const WRITING_MS = 6_000

/** One tab of a member: what its person does with which conversation, and who hears of it. */
export type Tab = {
  id: string
  memberId: string
  inboxId: string
  conversationId: string
  writing: boolean
  heardAt: number
}

/** Who has done nothing for so long is away, though their page is open. */
export const AWAY_AFTER_MS = 5 * 60_000

export function isActive(activeAt: number, now: number): boolean {
  return now - activeAt < AWAY_AFTER_MS
}

/** How present a member is at all: those at the workspace itself, of whom the active ones count as writing. */
export type Presence = 'online' | 'away' | 'offline'

export function presenceOf(memberId: string, present: readonly Present[]): Presence {
  const here = present.find((one) => one.memberId === memberId)
  if (!here) return 'offline'
  return here.writing ? 'online' : 'away'
}

export function isGone({ heardAt }: Pick<Tab, 'heardAt'>, now: number): boolean {
  return now - heardAt > GONE_AFTER_MS
}

/** Who is here, in one order for everybody. Several tabs of one person are one person, who writes if one of them does. */
export function presentIn(tabs: Iterable<Pick<Tab, 'memberId' | 'writing'>>): Present[] {
  const members = new Map<string, boolean>()
  for (const { memberId, writing } of tabs) members.set(memberId, writing || (members.get(memberId) ?? false))
  return [...members]
    .map(([memberId, writing]) => ({ memberId, writing }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
}

/** What a tab shows, and when its person last changed a draft there. */
export type Stay = { conversationId: string | null; visible: boolean; typedAt: number | undefined }

/** Where its person is: nowhere while nobody can see the tab. */
export function placeOf({ conversationId, visible, typedAt }: Stay, now: number): Place {
  if (!visible || conversationId === null) return NOWHERE
  return { conversationId, writing: typedAt !== undefined && now - typedAt < WRITING_MS }
}

export const NOWHERE: Place = { conversationId: null, writing: false }

export type SaidPlace = { place: Place; at: number }

/** Whether the server must be told: of anything new, and from time to time that it is still so. */
export function isDue(said: SaidPlace, { conversationId, writing }: Place, now: number): boolean {
  const { place, at } = said
  if (place.conversationId !== conversationId || place.writing !== writing) return true
  return conversationId !== null && now - at >= HEARTBEAT_MS
}

/** What another member has sent since a draft was begun. */
export type Reply = { authorId: string | null; at: string }

export type Warning = { kind: 'writing'; memberIds: string[] } | { kind: 'answered'; by: Reply }

/**
 * What somebody must know before they answer a customer. What has been said outweighs what may be said; and as long as
 * they have not begun themselves, who else writes is no concern of theirs.
 */
export function warningFor(facts: {
  present: readonly Present[]
  me: string | undefined
  /** The text field has the focus, or holds a draft. */
  answering: boolean
  /** Answers that are newer than the draft, oldest first. */
  replies: readonly Reply[]
}): Warning | undefined {
  const { present, me, answering, replies } = facts
  const by = replies.findLast(({ authorId }) => authorId !== me)
  if (by) return { kind: 'answered', by }
  const memberIds = writersOf(present).filter((memberId) => memberId !== me)
  return answering && memberIds.length > 0 ? { kind: 'writing', memberIds } : undefined
}

/** Equal for what one press of "Send anyway" answers. */
export function keyOf(warning: Warning | undefined): string | undefined {
  if (!warning) return undefined
  return warning.kind === 'answered' ? `answered ${warning.by.at}` : `writing ${warning.memberIds.join()}`
}

export function writersOf(present: readonly Present[]): string[] {
  return present.filter(({ writing }) => writing).map(({ memberId }) => memberId)
}

/** The assignee, where nobody else may answer while they are writing. */
export function lockedBy(
  inbox: { replyLock: boolean; assignmentMode: boolean },
  { assigneeId }: { assigneeId: string | null },
  writers: readonly string[],
  me: string | null | undefined,
): string | undefined {
  if (!inbox.replyLock || !inbox.assignmentMode || assigneeId === null || assigneeId === me) return undefined
  return writers.includes(assigneeId) ? assigneeId : undefined
}

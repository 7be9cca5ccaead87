import { draftOf } from '#features/comment/comment-draft.ts'
import { pairId, textId } from '#kit/id.ts'
import type { Draft } from './draft.ts'

export type DraftPlace = Pick<Draft, 'kind' | 'placeId'>

/** What a browser says that it holds. `base`: the version that it had last seen; null when there was none. */
export type Written = Pick<Draft, 'text' | 'begunAfter' | 'version' | 'device'> & { base: string | null }

export const MOST_OTHERS = 10

/** Under which name browsers keep what is written there. */
export function keyOf({ kind, placeId }: DraftPlace): string {
  return kind === 'comment' ? draftOf(placeId) : placeId
}

export function placeOf(key: string, isChat: boolean): DraftPlace {
  const [placeId = ''] = key.split('.')
  return { kind: isChat ? 'chat' : key === placeId ? 'message' : 'comment', placeId }
}

export function draftId(place: DraftPlace, memberId: string): string {
  return pairId(textId(keyOf(place)), memberId)
}

export function beginDraft({ kind, placeId }: DraftPlace, memberId: string, written: Written): Draft {
  const { text, begunAfter, version, device } = written
  const id = draftId({ kind, placeId }, memberId)
  return { id, memberId, kind, placeId, text, begunAfter, version, device, others: [] }
}

/**
 * What a draft becomes when a browser says what it holds. Words that the browser had not seen and does not hold are put
 * beside its own, so that they can be had back.
 */
export function rewrite(before: Draft, { text, begunAfter, version, device, base }: Written): Draft {
  const own = before.device === device
  // It comes late: the same browser has said more since.
  if (own && before.version >= version) return before
  const unseen = !own && before.version !== base
  if (unseen && text === '') return before
  const others = unseen ? beside(before, text) : before.others
  return { ...before, text, begunAfter: text === '' ? null : begunAfter, version, device, others }
}

/** Takes what was written elsewhere from beside the draft, or puts it back. */
export function setBeside(before: Draft, text: string, on: boolean): Draft {
  const others = before.others.filter((other) => other !== text)
  return { ...before, others: on ? [...others, text].slice(-MOST_OTHERS) : others }
}

/** Nothing is left of it. */
export function isOver({ text, others }: Draft): boolean {
  return text === '' && others.length === 0
}

function beside(before: Draft, text: string): string[] {
  const held = text.startsWith(before.text) || before.text.trim() === ''
  return held ? before.others : setBeside(before, before.text, true).others
}

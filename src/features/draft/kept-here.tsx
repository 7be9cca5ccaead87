import * as z from 'zod/mini'
import { draftsOf } from '#features/conversation/draft-hooks.tsx'
import { draftKey } from '#features/conversation/drafts.ts'
import { uuidv7 } from '#kit/id.ts'
import { type Known, UNKNOWN } from './keeping.ts'

const DEVICE = 'centralita.draft-device'
const AFTER = '.after'
const knownSchema = z.object({ version: z.nullable(z.string()), text: z.string(), told: z.boolean() })

/** What this browser's storage holds of a member's drafts, beside their words. */
export function keptHere(memberId: string) {
  const prefix = draftKey(memberId, '')
  /** For as long as the page lives, where storage is full or forbidden. */
  const notes = new Map<string, Known>()
  return { device: device(), keys, holds, known, know }

  /** Under which names something is being written. */
  function keys(): string[] {
    const texts = Object.keys(localStorage).filter((name) => name.startsWith(prefix) && !name.endsWith(AFTER))
    return texts.map((name) => name.slice(prefix.length))
  }

  /** Whether it is what storage holds: if not, another tab has been written in a moment ago. */
  function holds(key: string, text: string): boolean {
    try {
      return (localStorage.getItem(draftKey(memberId, key)) ?? '') === text
    } catch {
      return true
    }
  }

  // Another tab may have learned more.
  function known(key: string): Known {
    return recall(noteKey(memberId, key)) ?? notes.get(key) ?? UNKNOWN
  }

  function know(key: string, known: Known): void {
    // Nothing of it is left to be remembered.
    const over = known.version === null && known.text === '' && draftsOf(memberId).get(key) === ''
    if (over) notes.delete(key)
    else notes.set(key, known)
    keep(noteKey(memberId, key), over ? undefined : JSON.stringify(known))
  }
}

/** Takes a member's drafts off this browser, but for words that the server has not been told. */
export function forgetDraftsHere(memberId: string): void {
  for (const key of keptHere(memberId).keys()) {
    const name = draftKey(memberId, key)
    if (localStorage.getItem(name) !== recall(noteKey(memberId, key))?.text) continue
    for (const gone of [name, name + AFTER, noteKey(memberId, key)]) localStorage.removeItem(gone)
  }
}

function noteKey(memberId: string, key: string): string {
  return `centralita.draft-known.${memberId}.${key}`
}

function device(): string {
  const made = uuidv7()
  try {
    const kept = localStorage.getItem(DEVICE)
    if (kept === null) localStorage.setItem(DEVICE, made)
    return kept ?? made
  } catch {
    return made
  }
}

function recall(name: string): Known | undefined {
  try {
    return knownSchema.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null')).data
  } catch {
    return undefined
  }
}

function keep(name: string, note: string | undefined): void {
  try {
    if (note === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, note)
  } catch {}
}

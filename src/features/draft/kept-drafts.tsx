import { draftsOf } from '#features/conversation/draft-hooks.tsx'
import { isStorable } from '#features/message/message.ts'
import { chatType } from '#features/team/chat.ts'
import { uuidTime, uuidv7 } from '#kit/id.ts'
import type { Sync } from '#sync/sync.tsx'
import { LONGEST, writeDraftCommand } from './draft.api.ts'
import { draftType } from './draft.ts'
import { type Known, next } from './keeping.ts'
import { keptHere } from './kept-here.tsx'
import { type DraftPlace, draftId, keyOf, placeOf } from './rewrite.ts'

const PAUSE_MS = 1_000

/**
 * Brings to the server what is being written in this browser, and here what its member writes on other devices. The
 * tabs of one browser hold the same words. Answers how to stop.
 */
export function keepDrafts({ store, connection, loaded }: Sync, memberId: string): () => void {
  const drafts = draftsOf(memberId)
  const here = keptHere(memberId)
  /** By the id of its row, the name of each draft that has been met. */
  const met = new Map<string, string>()
  const pauses = new Map<string, ReturnType<typeof setTimeout>>()
  /** On their way to the server. */
  const flying = new Set<string>()
  const refused = new Map<string, string>()
  const left = new AbortController()
  let whole = false
  let wasLive = false
  let composing = false
  let taking = false

  const ends = [drafts.subscribe(typed), store.onChange(heard), connection.subscribe(look)]
  on(document, 'focusout', hurry)
  on(document, 'visibilitychange', hurry)
  on(window, 'pagehide', hurry)
  on(document, 'compositionstart', () => compose(true))
  on(document, 'compositionend', () => compose(false))
  // Until then, what is missing here may only not have been read yet.
  void loaded.then(() => {
    whole = true
    look()
  })
  return () => {
    left.abort()
    for (const end of ends) end()
    for (const pause of pauses.values()) clearTimeout(pause)
  }

  function on(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener, { signal: left.signal })
  }

  function typed(key: string): void {
    if (taking) return
    clearTimeout(pauses.get(key))
    pauses.set(
      key,
      setTimeout(() => rest(key), pauseAfter(drafts.get(key))),
    )
  }

  // What is sent or taken away is told at once; what was typed in another tab is that one's to tell.
  function pauseAfter(text: string): number {
    if (text === '') return 0
    return document.hasFocus() ? PAUSE_MS : 2 * PAUSE_MS
  }

  function rest(key: string): void {
    clearTimeout(pauses.get(key))
    pauses.delete(key)
    step(key)
  }

  function hurry(): void {
    for (const key of [...pauses.keys()]) rest(key)
  }

  function compose(begins: boolean): void {
    composing = begins
    if (!begins) for (const key of met.values()) step(key)
  }

  function heard(changes: ReadonlyMap<string, { type: string; id: string; row: unknown }>): void {
    for (const { type, id } of changes.values()) {
      if (type !== draftType.name) continue
      const row = store.get(draftType, id)
      const key = row ? keyOf(row) : met.get(id)
      if (key !== undefined) step(key)
    }
  }

  // Whatever has been written since there was a connection last, here and elsewhere.
  function look(): void {
    const before = wasLive
    wasLive = isLive()
    if (!wasLive || before) return
    const keys = [...here.keys(), ...store.all(draftType).map(keyOf), ...met.values()]
    for (const key of new Set(keys)) step(key)
  }

  // Somebody else may have signed in here: what was begun is not theirs to keep.
  function isLive(): boolean {
    return whole && connection.state() === 'live' && connection.me()?.memberId === memberId
  }

  function step(key: string): void {
    const place = placeOf(key, store.get(chatType, key) !== undefined)
    const id = draftId(place, memberId)
    met.set(id, key)
    const row = store.get(draftType, id)
    const text = drafts.get(key)
    if (!isLive() || flying.has(key) || !here.holds(key, text)) return
    const known = here.known(key)
    const typing = composing || pauses.has(key)
    const wanted = next({ text, known, row, device: here.device, typing })
    if (wanted.type === 'tell') return tell(key, place, known)
    if (wanted.type === 'rest') return
    if (wanted.type === 'take') put(key, wanted.known.text, row?.begunAfter ?? undefined)
    here.know(key, wanted.known)
    // Ours may come after theirs.
    if (wanted.type === 'know') step(key)
  }

  function put(key: string, text: string, begunAfter: number | undefined): void {
    taking = true
    drafts.put(key, text, begunAfter)
    taking = false
  }

  function tell(key: string, place: DraftPlace, known: Known): void {
    const text = drafts.get(key)
    // It stays here until it is shorter.
    const sayable = text.length <= LONGEST[place.kind] && isStorable(text)
    if (!sayable || refused.get(key) === text) return
    flying.add(key)
    here.know(key, { ...known, told: true })
    const version = after(known.version)
    const words = { text, begunAfter: drafts.begunAfter(key) ?? null, version, device: here.device }
    void connection.run(writeDraftCommand, { ...place, ...words, base: known.version }).then(({ ok }) => {
      flying.delete(key)
      if (ok) here.know(key, { version, text, told: true })
      else refused.set(key, text)
      step(key)
    })
  }
}

// Greater than the one that it comes after, whatever this device's clock says.
function after(version: string | null): string {
  return uuidv7(Math.max(Date.now(), version === null ? 0 : uuidTime(version) + 1))
}

import type { Draft } from './draft.ts'

/** What this browser knows of the server's draft. */
export type Known = {
  /** The version that its own words were equal to last; null: none. */
  version: string | null
  text: string
  /** It has told the server of words of its own. */
  told: boolean
}

export const UNKNOWN: Known = { version: null, text: '', told: false }

export type Row = Pick<Draft, 'version' | 'text' | 'begunAfter' | 'device'>

export type Moment = {
  /** What stands in this browser. */
  text: string
  known: Known
  /** What the server has; undefined: nothing. */
  row: Row | undefined
  /** This browser. */
  device: string
  /** A letter came a moment ago. */
  typing: boolean
}

export type Step =
  | { type: 'rest' }
  /** The server's words need no looking at any more: ours are the same, or come after them. */
  | { type: 'know'; known: Known }
  /** The server's words come in the place of ours. */
  | { type: 'take'; known: Known }
  /** The server is told ours, and what they were based on. */
  | { type: 'tell'; base: string | null }

/**
 * What a browser does next about a draft. Where nobody types, the newest words win. Words that the server has not been
 * told are not replaced, unless by words that begin with them: they are sent with what they were based on, and the
 * server puts beside them what they did not know of (`rewrite`).
 */
export function next({ text, known, row, device, typing }: Moment): Step {
  const theirs = { version: row?.version ?? null, text: row?.text ?? '', told: known.told }
  const untold = text !== known.text
  if (theirs.version !== known.version) {
    const own = known.told && row?.device === device
    // Sent or taken away elsewhere: what was written here since then is a draft of its own.
    const gone = !row && untold
    if (text === theirs.text || own || gone) return { type: 'know', known: theirs }
    if (!typing && (!untold || theirs.text.startsWith(text))) return { type: 'take', known: theirs }
  }
  return untold && !typing ? { type: 'tell', base: known.version } : { type: 'rest' }
}

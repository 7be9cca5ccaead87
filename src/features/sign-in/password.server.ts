import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isCommonPassword } from './password.ts'

/** How much of each password's SHA-256 is kept: one in a hundred million others is taken for one of them. */
export const KEPT_BYTES = 5

const KNOWN = readFileSync(new URL('known-passwords.bin', import.meta.url))

/** Whether a password is tried before others: by what it is made of, or because it is known from elsewhere. */
export function isGuessable(password: string, own: readonly string[] = []): boolean {
  return isCommonPassword(password, own) || isKnown(password)
}

/** The beginning of what stands for a password in the list, however it is spelled in capitals. */
export function keptOf(password: string): Buffer {
  return createHash('sha256').update(password.toLowerCase()).digest().subarray(0, KEPT_BYTES)
}

// The list is in order: a dozen looks.
function isKnown(password: string): boolean {
  const wanted = keptOf(password)
  let [from, to] = [0, KNOWN.length / KEPT_BYTES]
  while (from < to) {
    const middle = (from + to) >> 1
    const order = wanted.compare(KNOWN, middle * KEPT_BYTES, (middle + 1) * KEPT_BYTES)
    if (order === 0) return true
    if (order < 0) to = middle
    else from = middle + 1
  }
  return false
}

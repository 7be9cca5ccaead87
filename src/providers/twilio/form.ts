import { isUtf8 } from 'node:buffer'
import { parse } from 'node:querystring'

/** The fields of a webhook; a name that came twice has a list. */
export type Form = Record<string, string | string[] | undefined>

// Whose account it is, who signed it and what it says are asked one after the other.
const read = new WeakMap<Uint8Array, Form>()

/** The form in a webhook's body, or undefined when it cannot be one. */
export function readForm(body: Uint8Array): Form | undefined {
  const known = read.get(body)
  if (known || !isUtf8(body)) return known
  const form: Form = parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
  read.set(body, form)
  return form
}

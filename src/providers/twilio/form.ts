import { isUtf8 } from 'node:buffer'
import { parse } from 'node:querystring'

/** The fields of a webhook; a name that came twice has a list. */
export type Form = Record<string, string | string[] | undefined>

/** The form in a webhook's body, or undefined when it cannot be one. */
export function readForm(body: Uint8Array): Form | undefined {
  return isUtf8(body)
    ? parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
    : undefined
}

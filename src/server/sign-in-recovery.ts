import { createHash, randomBytes } from 'node:crypto'

const CODES = 10
const GROUPS = 5
const GROUP_LENGTH = 5
// Nothing that is read as something else; each sign is five bits.
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz'
const DIGEST = /^[0-9a-f]{64}$/

/** Codes for who has lost the authenticator. Of 125 bits each: nobody finds them out from what is kept of them. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, newGroup).join('-'))
}

function newGroup(): string {
  return Array.from(randomBytes(GROUP_LENGTH), (byte) => SIGNS[byte % SIGNS.length]).join('')
}

/** What is kept of a code, however somebody writes it. */
export function recoveryDigest(code: string): string {
  const written = code.toLowerCase().replace(/o/g, '0').replace(/[il]/g, '1')
  return createHash('sha256')
    .update(written.replace(/[^0-9a-z]/g, ''))
    .digest('hex')
}

/** How the library keeps them: it hands us new codes, and what is left of those that it had from here. */
export const recoveryStorage = {
  encrypt: async (codes: string): Promise<string> =>
    // It says this list as JSON, and expects it back so.
    JSON.stringify(
      (JSON.parse(codes) as string[]).map((code) => (DIGEST.test(code) ? code : recoveryDigest(code))),
    ),
  decrypt: async (kept: string): Promise<string> => kept,
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const PUBLIC_LENGTH = 22

/** Kinds of public id, in the vocabulary of the OpenPhone API; `AC` is any item with an own page: message or call. */
export type IdPrefix =
  | 'WS'
  | 'US'
  | 'IN'
  | 'PN'
  | 'CN'
  | 'AC'
  | 'CT'
  | 'EV'
  | 'QU'
  | 'AK'
  | 'TG'
  | 'SG'
  | 'CR'
  | 'VM'
  | 'CH'

/** A UUIDv7: sorts by `now` (milliseconds). `random` gives 10 bytes; it is an argument so that tests can fix it. */
export function uuidv7(now = Date.now(), random = randomBytes(10)): string {
  const bytes = new Uint8Array(16)
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  bytes.set(random, 6)
  bytes[6] = 0x70 | (byteAt(bytes, 6) & 0x0f)
  bytes[8] = 0x80 | (byteAt(bytes, 8) & 0x3f)
  return toUuid(bytes)
}

/** The time in milliseconds at which a UUIDv7 was made. */
export function uuidTime(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** The id that people and programs outside see: a prefix and the UUID in 22 base-62 digits. */
export function publicId(prefix: IdPrefix, uuid: string): string {
  return prefix + base62(BigInt(`0x${uuid.replaceAll('-', '')}`), PUBLIC_LENGTH)
}

export function base62(number: bigint, length: number): string {
  let digits = ''
  for (let i = 0; i < length; i++) {
    digits = ALPHABET.charAt(Number(number % 62n)) + digits
    number /= 62n
  }
  return digits
}

/** The UUID inside a public id, or undefined when the text is not one of this kind. */
export function fromPublicId(prefix: IdPrefix, text: string): string | undefined {
  if (!text.startsWith(prefix) || text.length !== prefix.length + PUBLIC_LENGTH) return undefined
  let number = 0n
  for (const digit of text.slice(prefix.length)) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return undefined
    number = number * 62n + BigInt(value)
  }
  const hex = number.toString(16).padStart(32, '0')
  return hex.length > 32 ? undefined : dashed(hex)
}

/** One id for two things, the same in the browser and in the database (`pair_id`): their exclusive or. */
export function pairId(a: string, b: string): string {
  // Asked for every row of a list: in parts that a processor holds, rather than as one large number.
  const [left, right] = [a.replaceAll('-', ''), b.replaceAll('-', '')]
  let hex = ''
  for (let at = 0; at < 32; at += 8) {
    const bits = Number.parseInt(left.slice(at, at + 8), 16) ^ Number.parseInt(right.slice(at, at + 8), 16)
    hex += (bits >>> 0).toString(16).padStart(8, '0')
  }
  return dashed(hex)
}

/**
 * A UUIDv8 made of a text, the same wherever it is made. Unlike a pair's id it can be paired again. Against chance only:
 * whoever chooses the text could find another one of the same id.
 */
export function textId(text: string): string {
  const bytes = new Uint8Array(16)
  for (let part = 0; part < 4; part++) {
    let hash = SEEDS[part] ?? 0
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x5bd1e995)
      hash ^= hash >>> 13
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash ^= hash >>> 12
    for (let byte = 0; byte < 4; byte++) bytes[4 * part + byte] = hash >>> (8 * byte)
  }
  bytes[6] = 0x80 | (byteAt(bytes, 6) & 0x0f)
  bytes[8] = 0x80 | (byteAt(bytes, 8) & 0x3f)
  return toUuid(bytes)
}

const SEEDS = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x6a09e667]

// Asking for chance costs the same for some bytes as for some thousands, and each text that comes in needs three ids.
const pool = new Uint8Array(4_000)
let used = pool.length

function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function toUuid(bytes: Uint8Array): string {
  return dashed(Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''))
}

function dashed(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

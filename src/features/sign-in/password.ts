export const SHORTEST_PASSWORD = 10
export const LONGEST_PASSWORD = 128

/**
 * Whether a password is one of those that are tried first: a word that everybody knows, this product's or the person's
 * own name with some digits behind it, a run along the keyboard, or the same few signs again and again.
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const words = [...COMMON, ...own.flatMap(wordsOf).map(unveiled)]
  const left = words.reduce((text, word) => text.replaceAll(word, ''), unveiled(password.toLowerCase()))
  const letters = left.replace(/[^\p{L}]/gu, '')
  const little = letters.length < LEAST_LETTERS && new Set(left).size < LEAST_SIGNS
  return little || isPattern(password.toLowerCase())
}

// How much there must be of one's own, of letters or of different signs.
const LEAST_LETTERS = 4
const LEAST_SIGNS = 7

const COMMON = (
  'password passwort contraseña contrasena motdepasse letmein welcome bienvenido bienvenue changeme secret default admin ' +
  'administrator root user guest login master qwerty azerty qwertz asdfgh zxcvbn iloveyou football baseball soccer ' +
  'basketball superman batman princess dragon monkey sunshine starwars pokemon trustno computer internet michael ' +
  'jennifer jordan charlie samsung google facebook centralita inbox support sales test spring summer autumn winter'
).split(' ')

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  '1q2w3e4r5t6y7u8i9o0p',
]

// How words are written so that they look like none.
function unveiled(text: string): string {
  const letters: Record<string, string> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
  }
  return text.replace(/(?<=\p{L})[013457@$](?=\p{L})|^[013457@$](?=\p{L})/gu, (sign) => letters[sign] ?? sign)
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2)
}

function isPattern(text: string): boolean {
  const again = [1, 2, 3, 4].some(
    (length) => text === text.slice(0, length).repeat(text.length).slice(0, text.length),
  )
  return (
    again || RUNS.some((run) => `${run}${run}`.includes(text) || backwards(`${run}${run}`).includes(text))
  )
}

function backwards(text: string): string {
  return Array.from(text).toReversed().join('')
}

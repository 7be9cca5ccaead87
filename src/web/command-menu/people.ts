import { fit, folded } from '#kit/fuzzy.ts'

/** Somebody who can be found, by what they are called or by their number. */
export type Person = {
  conversation: { participants: readonly string[]; display: string; lastActivityAt: string }
  name: string | null
  company: string | null
}

const MOST_FOUND = 20
const FEWEST_DIGITS = 3

/**
 * Those who are meant by a name, a company or a number in any way of writing it; of alike ones, who wrote last. `least`:
 * how well it has to fit.
 */
export function findPeople<Someone extends Person>(
  said: string,
  people: readonly Someone[],
  least = 0,
): Someone[] {
  const wanted = folded(said)
  const numbers = numbersOf(said)
  return people
    .map((person) => ({ person, how: howWell(person, wanted, numbers) }))
    .filter(({ how }) => how > (wanted === '' ? 0 : least))
    .sort((a, b) => b.how - a.how || (latest(a.person) < latest(b.person) ? 1 : -1))
    .slice(0, MOST_FOUND)
    .map(({ person }) => person)
}

function howWell({ conversation, name, company }: Person, wanted: string, numbers: string[]): number {
  if (wanted === '') return 1
  if (conversation.participants.some((one) => numbers.some((number) => one.includes(number))))
    return NUMBER_FITS
  return Math.max(
    fit(wanted, folded(name ?? conversation.display)),
    company ? fit(wanted, folded(`${name ?? ''} ${company}`)) : 0,
  )
}

const NUMBER_FITS = 5
/** What was typed stands there as it is, at least inside a word: nobody is meant by single letters of their name. */
export const INSIDE_WORD = 2

// However a number is written, the same digits are in it, but for the zeros that are dialled before it at home.
function numbersOf(said: string): string[] {
  if (/\p{L}/u.test(said)) return []
  const digits = said.replace(/\D/g, '')
  return [digits, digits.replace(/^0+/, '')].filter(({ length }) => length >= FEWEST_DIGITS)
}

function latest({ conversation }: Person): string {
  return conversation.lastActivityAt
}

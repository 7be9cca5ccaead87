import { AsYouType, findPhoneNumbersInText, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** The number that is typed, once it is a whole one. */
export function wholeNumber(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, 'US')
  return number?.isPossible() ? number.number : undefined
}

/** What is copied is often more than the number. */
export function numberIn(text: string): string | undefined {
  return findPhoneNumbersInText(text, 'US')[0]?.number.formatInternational()
}

const DIALLED = /^[+\d\s().-]*$/

/** Formatted as it is typed at the end; whoever corrects in the middle is left alone. */
export function formatted(next: string, before: string): string {
  const grows = next.startsWith(before) && next.length > before.length && DIALLED.test(next)
  return grows ? new AsYouType('US').input(next) : next
}

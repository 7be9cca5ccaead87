import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max'

const SHORT_CODE = /^\d{3,8}$/
const ALPHANUMERIC_SENDER = /^(?=.*[A-Za-z])[A-Za-z0-9 &_-]{1,11}$/

/** A telephone number in E.164 (`+14155550101`), from any way of writing it; `country` reads national forms. */
export function parsePhone(text: string, country: CountryCode = 'US'): string | undefined {
  const parsed = parsePhoneNumberFromString(text.trim(), country)
  return parsed?.isPossible() ? parsed.number : undefined
}

/**
 * The address a text can come from: an E.164 number, a carrier's short code (`22395`) or an alphanumeric
 * sender (`MYBANK`). Anything else is undefined.
 */
export function parseSender(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.startsWith('+')) return parsePhone(trimmed)
  return SHORT_CODE.test(trimmed) || ALPHANUMERIC_SENDER.test(trimmed) ? trimmed : undefined
}

/** As people write it: nationally for a number of the same country as `from`, internationally otherwise. */
export function displayPhone(address: string, from?: string): string {
  const parsed = parsePhoneNumberFromString(address)
  if (!parsed) return address
  const home = from ? parsePhoneNumberFromString(from) : undefined
  return home && home.countryCallingCode === parsed.countryCallingCode
    ? parsed.formatNational()
    : parsed.formatInternational()
}

/** Whether calling it costs more than a call: `+1 900 …`. */
export function isPremium(number: string): boolean {
  return parsePhoneNumberFromString(number)?.getType() === 'PREMIUM_RATE'
}

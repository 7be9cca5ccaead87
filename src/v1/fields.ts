import * as z from 'zod'
import { fromPublicId, type IdPrefix } from '#kit/id.ts'
import { parsePhone, parseSender } from '#kit/phone.ts'

const E164 = /^\+[1-9]\d{1,14}$/

/** An ISO 8601 date-time with its zone, as an instant that the database can hold. */
export const dateTime = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine(
    (instant) => /^\d{4}-/.test(instant) && !instant.startsWith('0000'),
    'Expected a year from 1 to 9999',
  )

/** A telephone number in E.164. */
export const phone = z.string().transform((text, context) => {
  const number = E164.test(text) ? parsePhone(text) : undefined
  if (number !== undefined) return number
  context.addIssue({
    code: 'custom',
    message: "Expected a phone number in E.164 format, such as '+14155550101'",
  })
  return z.NEVER
})

/** Somebody on the other side, as a query names them: a number, or what else a text can come from. */
export const participant = z.string().transform((text, context) => {
  const sender = parseSender(plusAgain(text))
  if (sender !== undefined) return sender
  context.addIssue({
    code: 'custom',
    message: "Expected a phone number in E.164 format, such as '+14155550101'",
  })
  return z.NEVER
})

/** A public id of a kind as the UUID inside it; one that cannot exist is as unknown as one that does not. */
export function idOf(prefix: IdPrefix) {
  return z.string().transform((text) => fromPublicId(prefix, text) ?? NOBODY)
}

/** The same for input where another kind of id is a mistake, which is said. */
export function onlyIdOf(prefix: IdPrefix) {
  const pattern = new RegExp(`^${prefix}`)
  return z.string().regex(pattern, `Expected string to match '^${prefix}(.*)$'`).pipe(idOf(prefix))
}

/** An id that nothing has. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** One or many of a query parameter. */
export function listOf<Item extends z.ZodType>(item: Item, most: number) {
  return z.preprocess(
    (given) => (typeof given === 'string' ? [given] : given),
    z.array(item).min(1).max(most),
  )
}

/** In a query an unescaped plus arrives as a space. */
export function plusAgain(text: string): string {
  return text.replace(/^ (?=\d)/, '+')
}

import * as z from 'zod/mini'
import type { Instant } from '#kit/time.ts'
import { syncedType } from '#sync/synced.ts'

/** Since when a customer wants no texts, and from whom that is known: their own words, a member, or their carrier. */
const optOut = z.object({
  at: z.iso.datetime(),
  source: z.enum(['words', 'member', 'carrier']),
  memberId: z.nullable(z.string()),
  words: z.nullable(z.string()),
})

/** A text that reads as if they wanted none any more. A person decides. */
const optOutAsked = z.object({ at: z.iso.datetime(), conversationId: z.string(), messageId: z.string() })

/** A customer. Nameless until somebody names them: the thread then shows their number. */
export const contactType = syncedType(
  'contact',
  z.object({
    id: z.string(),
    name: z.nullable(z.string()),
    company: z.nullable(z.string()),
    /** What else people noted of them, by the name that they gave it: "VIP" → "yes". */
    properties: z.record(z.string(), z.string()),
    optOut: z.nullable(optOut),
    optOutAsked: z.nullable(optOutAsked),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  }),
)

export type Contact = z.output<typeof contactType.row>
export type Consent = Pick<Contact, 'optOut' | 'optOutAsked'>

/** Nothing was ever said of our texts. */
export const UNSAID: Consent = { optOut: null, optOutAsked: null }

export function beginContact(id: string, name: string | null, now: Instant): Contact {
  return { id, name, company: null, properties: {}, ...UNSAID, createdAt: now, updatedAt: now }
}

/** Whether anybody has said who it is. Of the others nothing is known but their number. */
export function isKnown({
  name,
  company,
  properties,
}: Pick<Contact, 'name' | 'company' | 'properties'>): boolean {
  return name !== null || company !== null || Object.keys(properties).length > 0
}

/** What conversations with this contact can be found by. */
export function contactLabels({ company, properties }: Pick<Contact, 'company' | 'properties'>): string[] {
  const known = Object.entries(properties).map(([name, value]) => propertyLabel(name, value))
  return company === null ? known : [companyLabel(company), ...known]
}

export function companyLabel(company: string): string {
  return `company:${folded(company)}`
}

export function propertyLabel(name: string, value: string): string {
  return `property:${folded(name)}=${folded(value)}`
}

function folded(text: string): string {
  return text.trim().toLowerCase()
}

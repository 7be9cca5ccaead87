import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** A customer. Nameless until somebody names them: the thread then shows their number. */
export const contactType = syncedType(
  'contact',
  z.object({
    id: z.string(),
    name: z.nullable(z.string()),
    company: z.nullable(z.string()),
    /** What else people noted of them, by the name that they gave it: "VIP" → "yes". */
    properties: z.record(z.string(), z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  }),
)

export type Contact = z.output<typeof contactType.row>

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

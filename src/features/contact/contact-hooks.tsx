import { useRow } from '#sync/sync.tsx'
import { contactType } from './contact.ts'

/** What a customer is called: their name, or until somebody named them how their number is written. */
export function useContactName(contactId: string | undefined, display: string): string {
  return useRow(contactType, contactId)?.name ?? display
}

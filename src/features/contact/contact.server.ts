import { table } from '#sync/table.server.ts'
import { contactType } from './contact.ts'

// A customer is known to those who share a conversation with them.
export const contactTable = table(contactType, {
  visible: `exists (select from conversation c
    where c.workspace_id = contact.workspace_id and c.contact_id = contact.id and c.inbox_id = any($2))`,
})

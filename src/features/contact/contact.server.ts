import { table } from '#sync/table.server.ts'
import { contactType } from './contact.ts'

/** SQL: whether an inbox of `$2` has kept the contact of this id, though none of its conversations is with it. */
const KEPT = `exists (select from kept_contact p
    where p.workspace_id = contact.workspace_id and p.contact_id = contact.id and p.inbox_id = any($2))`

// A customer is known to those who share a conversation with them, or did until it was linked to somebody else.
export const contactTable = table(contactType, {
  visible: `(exists (select from conversation c
    where c.workspace_id = contact.workspace_id and c.contact_id = contact.id and c.inbox_id = any($2)) or ${KEPT})`,
})

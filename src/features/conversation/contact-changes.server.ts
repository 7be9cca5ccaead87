import { sql } from '#db/sql.ts'
import { updateContactCommand } from '#features/contact/contact.api.ts'
import { contactTable } from '#features/contact/contact.server.ts'
import { type Contact, contactLabels, contactType } from '#features/contact/contact.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { conversationTable } from './conversation.server.ts'

/** A contact changes for everybody who shares a conversation with them, and so does what those are found by. */
export const servedContactUpdate: ServedCommand = {
  name: updateContactCommand.name,
  async handle(write, raw, reach) {
    const input = updateContactCommand.input.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
    const [before] = await write.load(contactTable, [input.data.id], reach)
    if (!before) return refuse('not-found')
    const decided = updateContactCommand.decide(
      { get: (type) => theContact(type, before) },
      input.data,
      write,
    )
    if (!decided.ok) return decided
    const found = await write.rows(
      sql<{ id: string }>`select id from conversation
        where workspace_id = ${write.workspaceId} and contact_id = ${before.id}`,
    )
    const conversations = await write.load(
      conversationTable,
      found.map(({ id }) => id),
    )
    // The one row that the command decides on.
    const after = decided.value.saved[0]?.row as Contact
    write.save(contactTable, before, after, [...new Set(conversations.map(({ inboxId }) => inboxId))])
    for (const event of decided.value.events) write.event(event)
    const labels = contactLabels(after)
    for (const conversation of conversations)
      if (JSON.stringify(conversation.contactLabels) !== JSON.stringify(labels))
        write.save(conversationTable, conversation, { ...conversation, contactLabels: labels })
    return ok(null)
  },
}

// It asks for nothing else.
function theContact<Row>(type: { name: string }, contact: Contact): Row | undefined {
  return type.name === contactType.name ? (contact as unknown as Row) : undefined
}

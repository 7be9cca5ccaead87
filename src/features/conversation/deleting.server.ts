import type { ServedCommand } from '#sync/command.server.ts'
import type { Write } from '#sync/write.server.ts'
import { deleteInput } from './conversation.api.ts'

/** ST-12: the same deletion of a conversation, which takes along what `forget` deletes. Rows go when the work is done. */
export function alsoForgetting(
  { name, handle }: ServedCommand,
  forget: (write: Write, conversationId: string) => Promise<void>,
): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const deleted = await handle(write, raw, reach)
      const input = deleteInput.safeParse(raw)
      if (deleted.ok && input.success) await forget(write, input.data.id)
      return deleted
    },
  }
}

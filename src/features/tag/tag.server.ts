import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { table } from '#sync/table.server.ts'
import { removeTagInput } from './tag.api.ts'
import { tagType } from './tag.ts'

export const tagTable = table(tagType, { visible: 'true', bootstrap: true })

/** Takes a tag from the choices at once, and then from everything that has it. */
export const removeTagCommand: ServedCommand = {
  name: 'tag.remove',
  async handle(write, raw, reach) {
    const input = removeTagInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const [tag] = await write.load(tagTable, [input.data.id], reach)
    if (!tag) return refuse('not-found')
    write.remove(tagTable, tag)
    write.event({ type: 'tag.removed', subjectId: tag.id, data: { name: tag.name } })
    write.job('conversation.untag', { tagId: tag.id })
    return ok(null)
  },
}

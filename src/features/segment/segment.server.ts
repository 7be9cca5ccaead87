import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { table } from '#sync/table.server.ts'
import { removeSegmentInput } from './segment.api.ts'
import { segmentType } from './segment.ts'

export const segmentTable = table(segmentType, {
  visible: '(owner_id is null or owner_id = $3) and (inbox_id is null or inbox_id = any($2))',
  bootstrap: true,
})

export const removeSegmentCommand: ServedCommand = {
  name: 'segment.remove',
  async handle(write, raw, reach) {
    const input = removeSegmentInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const [segment] = await write.load(segmentTable, [input.data.id], reach)
    if (!segment) return refuse('not-found')
    write.remove(segmentTable, segment)
    write.event({ type: 'segment.removed', subjectId: segment.id })
    return ok(null)
  },
}

import { memberTable } from '#features/member/member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { EventDraft } from '#sync/event.ts'
import { removeForNow, takenBack } from '#sync/removal.server.ts'
import { loadRows, table } from '#sync/table.server.ts'
import { removeSegmentInput } from './segment.api.ts'
import { mayChange, type Segment, segmentType } from './segment.ts'

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
    const [actor] = await loadRows(write, memberTable, [reach.memberId], reach)
    if (!mayChange(segment, reach.memberId, actor?.role)) return refuse('not-segment-maker')
    const runAt = removeForNow(write, segmentTable, segment)
    write.event(told('segment.removed', segment))
    write.job('removal.forget', { id: segment.id }, { key: `removal ${segment.id}`, runAt })
    return ok(null)
  },
}

/** Brings back the segment that the member has just removed, as whoever's it was. */
export const restoreSegmentCommand: ServedCommand = {
  name: 'segment.restore',
  async handle(write, raw, { inboxIds }) {
    const input = removeSegmentInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const segment = await takenBack(write, segmentTable, input.data.id)
    if (!segment || (segment.inboxId !== null && !inboxIds.has(segment.inboxId))) return refuse('not-found')
    write.save(segmentTable, undefined, segment)
    write.event(told('segment.restored', segment))
    return ok(null)
  },
}

// What is one's own is nobody else's to read about.
function told(type: string, { id, name, ownerId }: Segment): EventDraft {
  return ownerId === null ? { type, subjectId: id, data: { name }, audited: true } : { type, subjectId: id }
}

import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { roleOf } from '#features/member/member.server.ts'
import { fromPublicId } from '#kit/id.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { removeForNow, takenBack } from '#sync/removal.server.ts'
import { table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { removeTagInput, saveTagCommand } from './tag.api.ts'
import { mayChange, type Tag, tagType } from './tag.ts'

export const tagTable = table(tagType, { visible: 'true', bootstrap: true })

/** The same command, refused when another tag of the workspace is called that already, in capitals or not. */
export function unlessNameTaken({ name, handle }: ServedCommand): ServedCommand {
  return {
    name,
    async handle(write, input, reach) {
      const { data: tag } = saveTagCommand.input.safeParse(input)
      return tag && (await isNameTaken(write, tag))
        ? refuse('tag-name-taken', { name: tag.name })
        : handle(write, input, reach)
    },
  }
}

// Of two who choose the same name in the same moment, the second finds it taken.
async function isNameTaken(write: Write, { id, name }: Pick<Tag, 'id' | 'name'>): Promise<boolean> {
  await write.rows(
    sql<{ held: number }>`select 1 as held from workspace
      where workspace_id = ${write.workspaceId} for no key update`,
  )
  const other = await write.one(
    sql<{ id: string }>`select id from tag
      where workspace_id = ${write.workspaceId} and lower(name) = lower(${name}) and id <> ${id}`,
  )
  return other !== undefined
}

/** The id of the tag with this public id or name; of two tags the one whose name comes first. */
export async function tagNamed(tx: Transaction, name: string): Promise<string | undefined> {
  const row = await tx.one(
    sql<{ id: string }>`select id from tag where workspace_id = ${tx.workspaceId}
      and (id = ${fromPublicId('TG', name) ?? null} or lower(name) = lower(${name})) order by name, id limit 1`,
  )
  return row?.id
}

/** Takes a tag from the choices at once, and from everything that has it when it is not brought back. */
export const removeTagCommand: ServedCommand = {
  name: 'tag.remove',
  async handle(write, raw, reach) {
    const input = removeTagInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const [tag] = await write.load(tagTable, [input.data.id], reach)
    if (!tag) return refuse('not-found')
    if (!mayChange(tag, reach.memberId, await roleOf(write, reach.memberId))) return refuse('not-tag-maker')
    const runAt = removeForNow(write, tagTable, tag)
    write.event({ type: 'tag.removed', subjectId: tag.id, data: { name: tag.name }, audited: true })
    write.job('conversation.untag', { tagId: tag.id }, { key: `untag ${tag.id}`, runAt })
    return ok(null)
  },
}

/** Brings back the tag that the member has just removed, and with it wherever it was. */
export const restoreTagCommand: ServedCommand = {
  name: 'tag.restore',
  async handle(write, raw) {
    const input = removeTagInput.safeParse(raw)
    if (!input.success) return refuse('invalid-input', { field: 'id' })
    const tag = await takenBack(write, tagTable, input.data.id)
    if (!tag) return refuse('not-found')
    if (await isNameTaken(write, tag)) return refuse('tag-name-taken', { name: tag.name })
    write.save(tagTable, undefined, tag)
    write.event({ type: 'tag.restored', subjectId: tag.id, data: { name: tag.name }, audited: true })
    return ok(null)
  },
}

import { sql, statement } from '#db/sql.ts'
import { conversationTable } from '#features/conversation/conversation.server.ts'
import { alsoForgetting } from '#features/conversation/deleting.server.ts'
import { chatTable } from '#features/team/team.server.ts'
import { refuse } from '#kit/result.ts'
import { type ServedCommand, served } from '#sync/command.server.ts'
import { fieldsOf, type Reach } from '#sync/synced.ts'
import { loadRows, selected, type Table, table } from '#sync/table.server.ts'
import type { Write } from '#sync/write.server.ts'
import { setBesideCommand, writeDraftCommand } from './draft.api.ts'
import { type Draft, draftType } from './draft.ts'
import { type DraftPlace, draftId, isOver, rewrite, setBeside } from './rewrite.ts'

// Its writer alone, and only where they still are: what was moved out of their sight is there again when it is back.
// Each is looked up where it is: all the conversations that somebody reaches may be a million.
export const draftTable = table(draftType, {
  visible: `member_id = $3 and (
    exists (select from conversation c
      where c.workspace_id = draft.workspace_id and c.id = draft.conversation_id and c.inbox_id = any($2))
    or exists (select from chat_member m
      where m.workspace_id = draft.workspace_id and m.chat_id = draft.chat_id and m.member_id = $3))`,
  bootstrap: true,
})

/** What is begun is kept for its member's devices. Nobody else learns of it, and nothing follows. */
export function draftCommands(tables: Table[]): ServedCommand[] {
  return [
    whereReached(
      served(tables, writeDraftCommand, (write, input) =>
        letGoIfOver(write, input, (before) => rewrite(before, input)),
      ),
    ),
    served(tables, setBesideCommand, (write, input) =>
      letGoIfOver(write, input, (before) => setBeside(before, input.text, input.on)),
    ),
  ]
}

// The place is held, so that it is not deleted in the same moment.
function whereReached({ name, handle }: ServedCommand): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const { data } = writeDraftCommand.input.safeParse(raw)
      if (data && !(await isReached(write, data, reach))) return refuse('not-found')
      return handle(write, raw, reach)
    },
  }
}

async function isReached(write: Write, { kind, placeId }: DraftPlace, reach: Reach): Promise<boolean> {
  const found =
    kind === 'chat'
      ? await write.load(chatTable, [placeId], reach)
      : await write.load(conversationTable, [placeId], reach)
  return found.length > 0
}

async function letGoIfOver(write: Write, place: DraftPlace, change: (before: Draft) => Draft): Promise<void> {
  const [before] = await loadRows(write, draftTable, [draftId(place, write.actor.id ?? '')])
  if (before && isOver(change(before))) write.remove(draftTable, before)
}

/** ST-12: with a conversation goes what anybody has begun to write in it. */
export function withDrafts(command: ServedCommand): ServedCommand {
  return alsoForgetting(command, forgetDraftsIn)
}

async function forgetDraftsIn(write: Write, conversationId: string): Promise<void> {
  const drafts = await write.rows(
    statement<Draft>(
      `select ${selected(fieldsOf(draftType))} from draft where workspace_id = $1 and conversation_id = $2`,
      [write.workspaceId, conversationId],
    ),
  )
  for (const draft of drafts) write.remove(draftTable, draft)
}

/** With a member goes what they have not said. */
export function forgetDraftsOf(write: Write, memberId: string): void {
  write.also(sql`delete from draft where workspace_id = ${write.workspaceId} and member_id = ${memberId}`)
}

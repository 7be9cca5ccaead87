import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { fromPublicId, isUuid, publicId } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { count } from '../words.ts'
import { type CliCommand, columns } from './command.ts'

export type FoundWorkspace = { id: string; name: string; demo: boolean; members: number; lines: number }

export const workspaceList: CliCommand = {
  name: 'workspace list',
  usage: '',
  about: 'The workspaces of this installation',
  async run({ open }) {
    const opened = await open()
    if (!opened.ok) return opened
    const found = await listWorkspaces(opened.value.db)
    const rows = found.map(({ id, name, demo, members, lines }) => [
      publicId('WS', id),
      demo ? `${name} (demo)` : name,
      count(members, 'member'),
      count(lines, 'line'),
    ])
    const text = rows.length > 0 ? columns(rows) : 'There is no workspace yet.'
    return ok({ json: found.map((one) => ({ ...one, id: publicId('WS', one.id) })), text })
  },
}

/** The workspace that a command means: the named one, else the only one that is no demo, else the demo. */
export async function chooseWorkspace(
  db: Database,
  wanted: string | undefined,
): Promise<Result<FoundWorkspace>> {
  const found = await listWorkspaces(db)
  if (wanted !== undefined) {
    const id = fromPublicId('WS', wanted) ?? (isUuid(wanted) ? wanted : undefined)
    const named = found.find((workspace) => workspace.id === id)
    return named ? ok(named) : refuse('unknown-workspace', { id: wanted })
  }
  const own = found.filter(({ demo }) => !demo)
  const [only = found[0]] = own
  if (own.length > 1)
    return refuse('which-workspace', { ids: own.map(({ id }) => publicId('WS', id)).join(', ') })
  return only ? ok(only) : refuse('no-workspace')
}

function listWorkspaces(db: Database): Promise<FoundWorkspace[]> {
  return ownerRows(
    db,
    sql<FoundWorkspace>`select workspace_id as id, name, demo,
        (select count(*)::int from member m where m.workspace_id = w.workspace_id and removed_at is null) as members,
        (select count(*)::int from line l where l.workspace_id = w.workspace_id) as lines
      from workspace w order by created_at, workspace_id`,
  )
}

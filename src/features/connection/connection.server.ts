import type * as z from 'zod/mini'
import type { Provider } from '#channel/provider.ts'
import { settingFields } from '#channel/settings.ts'
import { readWorkspace, type Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { lineTable, type Providers } from '#features/line/line.server.ts'
import type { Line } from '#features/line/line.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import { type Carriage, contextOf, webhookUrl } from '#features/message/carriage.server.ts'
import { connectLine, disconnectLine } from '#features/onboarding/connect.server.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { instant } from '#kit/time.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import {
  assignLineInput,
  type Carries,
  type Checked,
  disconnectLineInput,
  type NewConnection,
  renameLineInput,
  type ShownLine,
  type ShownProvider,
} from './connection.api.ts'

/** `ownSettings`: what of a provider's settings nobody has to think of. */
export type Connecting = {
  core: Core
  key: Buffer
  providers: Providers
  ownSettings(provider: Provider): object
}

/** By owners and admins: new conversations on this number begin in another inbox. */
export const assignLineCommand = lineCommand(
  'line.assign',
  assignLineInput,
  'inboxId',
  async (write, line, { inboxId }) => {
    const inbox = await sharedInbox(write, inboxId)
    if (!inbox) return refuse('not-found')
    if (line.inboxId === inboxId) return ok(null)
    await write.rows(
      sql`update line set inbox_id = ${inboxId}, updated_at = ${write.now}
        where workspace_id = ${write.workspaceId} and id = ${line.id}`,
    )
    write.changed(lineTable, [{ ...line, inboxId }], [line.inboxId, inboxId])
    const data = { inbox: inbox.name }
    write.event({ type: 'line.assigned', inboxId, subjectId: line.id, data, audited: true })
    return ok(null)
  },
)

export const renameLineCommand = lineCommand(
  'line.rename',
  renameLineInput,
  'name',
  async (write, line, { name }) => {
    if (line.name === name) return ok(null)
    await write.rows(
      sql`update line set name = ${name}, updated_at = ${write.now}
        where workspace_id = ${write.workspaceId} and id = ${line.id}`,
    )
    write.changed(lineTable, [{ ...line, name }])
    const data = { from: line.name, to: name }
    write.event({ type: 'line.renamed', inboxId: line.inboxId, subjectId: line.id, data, audited: true })
    return ok(null)
  },
)

export const disconnectLineCommand = lineCommand(
  'line.disconnect',
  disconnectLineInput,
  'confirmed',
  async (write, line) => {
    if (line.disconnectedAt === null) await disconnectLine(write, line)
    return ok(null)
  },
)

/** Something done with one number by who may. `field`: what is wrong with an input that is. */
function lineCommand<Shape extends z.ZodMiniType<{ lineId: string }>>(
  name: string,
  input: Shape,
  field: string,
  take: (write: Write, line: Line, given: z.output<Shape>) => Promise<Result<null>>,
): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const given = input.safeParse(raw)
      if (!given.success) return refuse('invalid-input', { field })
      const found = await lineFor(write, reach, given.data.lineId)
      return found.ok ? take(write, found.value, given.data) : found
    },
  }
}

/**
 * Connects a number, for an owner or admin. Problems: `not-allowed`, `unknown-provider`, `invalid-number`,
 * `invalid-settings` with the names of the fields, `line-elsewhere`, `not-found` (the inbox).
 */
export async function connect(
  { core, key, providers, ownSettings }: Connecting,
  { workspaceId, memberId }: { workspaceId: string; memberId: string },
  input: NewConnection,
): Promise<Result<string>> {
  const provider = providers.get(input.provider)
  if (!provider) return refuse('unknown-provider')
  const address = provider.validateAddress(input.number)
  if (!address.ok) return address
  const settings = provider.settings.safeParse({
    ...ownSettings(provider),
    ...filledIn(provider, input.settings),
  })
  if (!settings.success) {
    const fields = [...new Set(settings.error.issues.map(({ path }) => String(path[0])))].join(' ')
    return refuse('invalid-settings', { fields })
  }
  const actor = { type: 'member', id: memberId } as const
  const { value } = await write(core, workspaceId, actor, async (write) => {
    if (!may(await roleOf(write, memberId), null, 'line.connect')) return refuse('not-allowed')
    if (!(await sharedInbox(write, input.inboxId))) return refuse('not-found')
    const line = { provider, settings: settings.data, address: address.value, installedBy: memberId }
    return connectLine(write, key, { ...line, inboxId: input.inboxId })
  })
  return value
}

/** Asks a number's provider for what has just come in, which shows whether its settings are good. */
export async function checkLine(carriage: Carriage, workspaceId: string, lineId: string): Promise<Checked> {
  const line = await carriage.lines.find(workspaceId, lineId)
  if (!line) return { problem: 'not-connected' }
  if (!line.provider.capabilities.listsReceived) return { problem: null }
  const query = { to: line.address, since: instant() }
  const answer = await line.provider.listReceived(contextOf(carriage, line), query)
  return { problem: answer.ok ? null : answer.error.code }
}

/** Whether somebody may set up this number, which may be of an inbox that they are not in, but nobody's own. */
export async function mayCheck({ core }: Connecting, reach: Omit<Reach, 'inboxIds'>, lineId: string) {
  return readWorkspace(core.db, reach.workspaceId, async (tx) => {
    if (!may(await roleOf(tx, reach.memberId), null, 'line.connect')) return false
    return (await linesShown(tx, reach.memberId, lineId)).length > 0
  })
}

/** The numbers of the workspace but for those that are somebody else's own. */
export async function shownLines(
  tx: Transaction,
  { providers, publicUrl }: Pick<Connecting, 'providers'> & { publicUrl: string },
  memberId: string,
): Promise<ShownLine[]> {
  const rows = await linesShown(tx, memberId, null)
  return rows.map((row) => {
    const provider = providers.get(row.provider)
    return {
      ...row,
      provider: provider?.label ?? row.provider,
      carries: provider ? carriedBy(provider) : [],
      webhookUrl: webhookUrl(publicUrl, row.provider, tx.workspaceId, row.id),
    }
  })
}

export function shownProviders({
  providers,
  ownSettings,
}: Pick<Connecting, 'providers' | 'ownSettings'>): ShownProvider[] {
  return [...providers.values()].map((provider) => {
    const own = Object.keys(ownSettings(provider))
    const fields = settingFields(provider).filter(({ name }) => !own.includes(name))
    return { name: provider.name, label: provider.label, carries: carriedBy(provider), fields }
  })
}

type FoundLine = Omit<ShownLine, 'carries' | 'webhookUrl'>

function linesShown(tx: Transaction, memberId: string, lineId: string | null): Promise<FoundLine[]> {
  return tx.rows(
    sql<FoundLine>`select l.id, l.display, l.name, l.inbox_id as "inboxId", i.owner_id is not null as "isPrivate", l.provider,
        l.created_at as "connectedAt", l.disconnected_at as "disconnectedAt", l.heard_at as "heardAt",
        (select count(*)::int from (select from quarantine q where q.workspace_id = l.workspace_id and q.line_id = l.id
          limit 100) waiting) as quarantined
      from line l join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${tx.workspaceId} and (i.owner_id is null or i.owner_id = ${memberId})
        and (${lineId}::uuid is null or l.id = ${lineId})
      order by l.disconnected_at is not null, i.position, l.created_at, l.id`,
  )
}

function carriedBy({ capabilities, voice }: Provider): Carries[] {
  const { media, group } = capabilities
  const carries: (Carries | false)[] = [
    'text',
    media !== null && 'media',
    group !== null && 'group',
    voice !== null && 'voice',
  ]
  return carries.filter((one) => one !== false)
}

// A field that was left empty was not filled in.
function filledIn(provider: Provider, given: Record<string, string>): object {
  const values = settingFields(provider).flatMap(({ name, type }) => {
    const text = given[name]?.trim()
    if (!text) return []
    return [[name, type === 'number' ? Number(text) : type === 'boolean' ? text === 'true' : text] as const]
  })
  return Object.fromEntries(values)
}

async function lineFor(write: Write, { memberId }: Reach, lineId: string): Promise<Result<Line>> {
  if (!may(await roleOf(write, memberId), null, 'line.connect')) return refuse('not-allowed')
  const [line] = await write.load(lineTable, [lineId])
  const shown = line && (await sharedInbox(write, line.inboxId))
  return shown ? ok(line) : fail({ code: 'not-found' })
}

function sharedInbox({ workspaceId, one }: Write, id: string): Promise<{ name: string } | undefined> {
  return one(
    sql<{
      name: string
    }>`select name from inbox where workspace_id = ${workspaceId} and id = ${id} and owner_id is null`,
  )
}

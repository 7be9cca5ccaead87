import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Provider } from '#channel/provider.ts'
import { type SettingField, settingFields } from '#channel/settings.ts'
import { type Database, inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { addInbox, nextPosition } from '#features/inbox/inbox.server.ts'
import type { Providers } from '#features/line/line.server.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { connectLine } from '#features/onboarding/connect.server.ts'
import { publicId } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Instant } from '#kit/time.ts'
import { type Write, write } from '#sync/write.server.ts'
import { ownSettings } from '../lines.ts'
import { type CliCommand, columns, textOf, type Values } from './command.ts'
import { chooseWorkspace } from './workspace.ts'

export const lineConnect: CliCommand = {
  name: 'line connect',
  usage: '--provider NAME (--inbox NAME | --private EMAIL) --number +1… [its settings]',
  about: 'Connect a number to an inbox or to one member alone, or give a connected one new settings',
  options: connectOptions,
  async run({ env, providers, open, values }) {
    const wanted = readWanted(values, providers)
    if (!wanted.ok) return wanted
    const opened = await open()
    if (!opened.ok) return opened
    const { core, key } = opened.value
    const workspace = await chooseWorkspace(core.db, textOf(values, 'workspace'))
    if (!workspace.ok) return workspace
    const { provider, inbox, address, settings } = wanted.value
    const { value: connected } = await write(core, workspace.value.id, SYSTEM, async (write) => {
      const place = await placeOf(write, wanted.value)
      return place.ok ? connectLine(write, key, { ...place.value, provider, settings, address }) : place
    })
    if (!connected.ok) return connected
    const url = webhookUrl(env.PUBLIC_URL, provider.name, workspace.value.id, connected.value)
    const where = inbox.private ? `the private inbox of ${inbox.of}` : `the inbox ${inbox.of}`
    const text = [`${address} is connected to ${where}.`, `Webhook for messages: ${url}`]
    return ok({
      json: { lineId: publicId('PN', connected.value), webhookUrl: url },
      text: text.join('\n'),
    })
  },
}

export const lineList: CliCommand = {
  name: 'line list',
  usage: '',
  about: 'The numbers of a workspace, and where their providers report',
  async run({ env, open, values }) {
    const opened = await open()
    if (!opened.ok) return opened
    const { db } = opened.value
    const workspace = await chooseWorkspace(db, textOf(values, 'workspace'))
    if (!workspace.ok) return workspace
    const { id } = workspace.value
    const lines = (await listLines(db, id)).map(({ lineId, ...line }) => ({
      id: publicId('PN', lineId),
      ...line,
      webhookUrl: webhookUrl(env.PUBLIC_URL, line.provider, id, lineId),
    }))
    const rows = lines.map(({ number, provider, inbox, webhookUrl }) => [number, provider, inbox, webhookUrl])
    return ok({ json: lines, text: rows.length > 0 ? columns(rows) : 'No number is connected yet.' })
  },
}

const SYSTEM = { type: 'system', id: null } as const

/** `accountSid` as people type it: `--account-sid`. */
export function flagOf({ name }: Pick<SettingField, 'name'>): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

// Which flags there are depends on the provider, which is one of the flags.
function connectOptions(args: string[], providers: Providers): Result<ParseArgsOptionsConfig> {
  const { values } = parseArgs({ args, strict: false, options: { provider: { type: 'string' } } })
  const provider = providerNamed(values, providers)
  if (!provider.ok) return provider
  const settings = settingFields(provider.value).map(
    (field) => [flagOf(field), { type: field.type === 'boolean' ? 'boolean' : 'string' }] as const,
  )
  const fixed = ['provider', 'inbox', 'private', 'number'].map((name) => [name, { type: 'string' }] as const)
  return ok(Object.fromEntries([...settings, ...fixed]))
}

function providerNamed(values: Values, providers: Providers): Result<Provider> {
  const name = textOf(values, 'provider') ?? ''
  const provider = providers.get(name)
  return provider
    ? ok(provider)
    : refuse('unknown-provider', { name, known: [...providers.keys()].join(', ') })
}

type Wanted = { provider: Provider; inbox: WantedInbox; address: string; settings: unknown }
/** The name of an inbox, or the address of the member whose private one it is. */
type WantedInbox = { private: boolean; of: string }

function readWanted(values: Values, providers: Providers): Result<Wanted> {
  const provider = providerNamed(values, providers)
  if (!provider.ok) return provider
  const owner = textOf(values, 'private')?.trim()
  const of = owner || textOf(values, 'inbox')?.trim()
  const number = textOf(values, 'number')
  if (!of || number === undefined) return refuse('missing-option', { option: of ? '--number' : '--inbox' })
  const inbox = { private: Boolean(owner), of }
  const address = provider.value.validateAddress(number)
  if (!address.ok) return address
  const settings = readSettings(provider.value, values)
  return settings.ok
    ? ok({ provider: provider.value, inbox, address: address.value, settings: settings.value })
    : settings
}

function readSettings(provider: Provider, values: Values): Result<unknown> {
  const fields = settingFields(provider)
  const given = fields.flatMap((field) => {
    const value = values[flagOf(field)]
    return value === undefined ? [] : [[field.name, field.type === 'number' ? Number(value) : value] as const]
  })
  const parsed = provider.settings.safeParse({ ...ownSettings(provider), ...Object.fromEntries(given) })
  if (parsed.success) return ok(parsed.data)
  const wrong = new Set(parsed.error.issues.map(({ path }) => `--${flagOf({ name: String(path[0]) })}`))
  const named = (required: boolean) =>
    fields
      .filter((field) => field.required === required)
      .map((field) => `--${flagOf(field)}`)
      .join(' ')
  return refuse('invalid-settings', {
    provider: provider.label,
    wrong: [...wrong].join(' '),
    required: named(true),
    optional: named(false),
  })
}

type LinePlace = { inboxId: string; installedBy: string | null }

async function placeOf(write: Write, { inbox, provider, address }: Wanted): Promise<Result<LinePlace>> {
  if (!inbox.private)
    return ok({ inboxId: await inboxNamed(write, inbox.of), installedBy: await firstOwner(write) })
  const owner = await write.one(
    sql<{ id: string; name: string }>`select id, name from member
      where workspace_id = ${write.workspaceId} and lower(email) = lower(${inbox.of}) and removed_at is null`,
  )
  if (!owner) return refuse('unknown-member', { email: inbox.of })
  const [there] = await write.rows(
    sql<{ id: string; ownerId: string | null }>`select i.id, i.owner_id as "ownerId" from line l
      join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
      where l.workspace_id = ${write.workspaceId} and l.provider = ${provider.name} and l.address = ${address}`,
  )
  if (there && there.ownerId !== owner.id) return refuse('not-private', { email: inbox.of })
  return ok({ inboxId: there?.id ?? (await privateInbox(write, owner)), installedBy: owner.id })
}

async function privateInbox(write: Write, { id, name }: { id: string; name: string }): Promise<string> {
  const about = { name, emoji: '🔒', position: await nextPosition(write), memberIds: [id], managerId: id }
  return addInbox(write, { ...about, settings: { ownerId: id, assignmentMode: false } })
}

async function inboxNamed(write: Write, name: string): Promise<string> {
  const known = await write.one(
    sql<{ id: string }>`select id from inbox where workspace_id = ${write.workspaceId}
      and owner_id is null and lower(name) = lower(${name}) order by position, created_at limit 1`,
  )
  if (known) return known.id
  const members = await write.rows(
    sql<{ id: string }>`select id from member where workspace_id = ${write.workspaceId}
      and role in ('owner', 'admin') and removed_at is null`,
  )
  const memberIds = members.map(({ id }) => id)
  return addInbox(write, { name, emoji: '💬', position: await nextPosition(write), memberIds })
}

async function firstOwner(write: Write): Promise<string | null> {
  const owner = await write.one(
    sql<{ id: string }>`select id from member where workspace_id = ${write.workspaceId}
      and role = 'owner' and removed_at is null order by created_at, id limit 1`,
  )
  return owner?.id ?? null
}

type ListedLine = {
  lineId: string
  number: string
  provider: string
  inbox: string
  connectedAt: Instant
}

function listLines(db: Database, workspaceId: string): Promise<ListedLine[]> {
  return inWorkspace(db, workspaceId, (tx) =>
    tx.rows(
      sql<ListedLine>`select l.id as "lineId", l.address as number, l.provider, i.name as inbox, l.created_at as "connectedAt"
        from line l join inbox i on i.workspace_id = l.workspace_id and i.id = l.inbox_id
        where l.workspace_id = ${workspaceId} and l.disconnected_at is null order by i.position, l.created_at, l.id`,
    ),
  )
}

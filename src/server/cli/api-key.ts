import { inWorkspace } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '#features/api-key/api-key.server.ts'
import { fromPublicId, publicId } from '#kit/id.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { write } from '#sync/write.server.ts'
import { SCOPES } from '#v1/scope.ts'
import type { OpenCore } from '../core.ts'
import { type CliCall, type CliCommand, columns, textOf } from './command.ts'
import { chooseWorkspace, type FoundWorkspace } from './workspace.ts'

export const apiKeyCreate: CliCommand = {
  name: 'api-key create',
  usage: '[--name TEXT] [--scopes messages:read,…]',
  about:
    'Make a key for programs; it acts for the owner, may do everything unless told what, and is shown only now',
  options: { name: { type: 'string' }, scopes: { type: 'string' } },
  async run(call) {
    const scopes = readScopes(call)
    if (!scopes.ok) return scopes
    const place = await placeOf(call)
    if (!place.ok) return place
    const { core, id: workspaceId } = place.value
    const [owner] = await inWorkspace(core.db, workspaceId, (tx) =>
      tx.rows(
        sql<{ id: string }>`select id from member where workspace_id = ${workspaceId}
          and role = 'owner' and removed_at is null order by created_at, id limit 1`,
      ),
    )
    if (!owner) return refuse('no-owner')
    const name = textOf(call.values, 'name') ?? 'Command line'
    const { id, key } = await createApiKey(core, workspaceId, {
      ...{ name, memberId: owner.id },
      scopes: scopes.value,
    })
    return ok({ json: { id: publicId('AK', id), name, key }, text: key })
  },
}

export const apiKeyList: CliCommand = {
  name: 'api-key list',
  usage: '',
  about: 'The keys that are in force',
  async run(call) {
    const place = await placeOf(call)
    if (!place.ok) return place
    const keys = await inWorkspace(place.value.core.db, place.value.id, listApiKeys)
    const shown = keys.map((key) => ({ ...key, id: publicId('AK', key.id) }))
    const rows = shown.map(({ id, name, createdAt, lastUsedAt }) => [
      id,
      name,
      `made ${createdAt}`,
      lastUsedAt ? `last used ${lastUsedAt}` : 'never used',
    ])
    return ok({ json: shown, text: rows.length > 0 ? columns(rows) : 'No key is in force.' })
  },
}

export const apiKeyRevoke: CliCommand = {
  name: 'api-key revoke',
  usage: 'ID',
  about: 'Take a key back for good',
  positionals: 1,
  async run(call) {
    const place = await placeOf(call)
    if (!place.ok) return place
    const [wanted = ''] = call.positionals
    const id = fromPublicId('AK', wanted)
    const { core, id: workspaceId } = place.value
    const revoked = id
      ? await write(core, workspaceId, { type: 'system', id: null }, (write) => revokeApiKey(write, id))
      : undefined
    return revoked?.value
      ? ok({ json: { id: wanted, revoked: true }, text: `${wanted} no longer opens anything.` })
      : refuse('unknown-api-key', { id: wanted })
  },
}

function readScopes({ values }: CliCall): Result<string[] | null> {
  const given = textOf(values, 'scopes')
  if (given === undefined) return ok(null)
  const scopes = given.split(',').map((scope) => scope.trim())
  const unknown = scopes.find((scope) => !SCOPES.some((known) => known === scope))
  return unknown === undefined
    ? ok(scopes)
    : refuse('unknown-scope', { name: unknown, known: SCOPES.join(', ') })
}

async function placeOf({ open, values }: CliCall): Promise<Result<OpenCore & FoundWorkspace>> {
  const opened = await open()
  if (!opened.ok) return opened
  const workspace = await chooseWorkspace(opened.value.db, textOf(values, 'workspace'))
  return workspace.ok ? ok({ ...opened.value, ...workspace.value }) : workspace
}

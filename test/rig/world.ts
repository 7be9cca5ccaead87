import type { Database } from '#db/db.ts'
import { createApiKey } from '#features/api-key/api-key.server.ts'
import { webhookUrl } from '#features/message/carriage.server.ts'
import { connectLine } from '#features/onboarding/connect.server.ts'
import { providers } from '#providers/index.ts'
import { type Core, write } from '#sync/write.server.ts'
import { createWorld, KEY, type World } from '../world.ts'

/** Where the world's customers write to. */
export const LINE = '+14155550111'

/** A world whose Support has a line at the carrier, and a program with a key of Ada's. */
export type ConnectedWorld = World & { webhook: string; carrierLine: string; apiKey: string }

export async function createConnectedWorld(
  db: Database,
  url: string,
  settings: object,
): Promise<ConnectedWorld> {
  const world = await createWorld(db)
  const { core, workspaceId, support, ada } = world
  const carrierLine = await connectCarrier(core, workspaceId, {
    address: LINE,
    inboxId: support.id,
    settings,
  })
  const webhook = webhookUrl(url, 'twilio', workspaceId, carrierLine)
  const { key } = await createApiKey(core, workspaceId, { name: 'A program', memberId: ada })
  return { ...world, webhook, carrierLine, apiKey: key }
}

/** Connects a number at the carrier to an inbox; answers the line's id. */
export async function connectCarrier(
  core: Core,
  workspaceId: string,
  line: { address: string; inboxId: string; settings: object },
): Promise<string> {
  const provider = providers.get('twilio')
  if (!provider) throw new Error('The carrier is installed')
  const { value } = await write(core, workspaceId, { type: 'system', id: null }, (write) =>
    connectLine(write, KEY, { ...line, provider, installedBy: null }),
  )
  if (!value.ok) throw new Error(value.error.code)
  return value.value
}

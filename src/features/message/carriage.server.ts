import type { Fetch, ProviderContext } from '#channel/provider.ts'
import type { ConnectedLine, LineDirectory } from '#features/line/line.server.ts'
import { publicId } from '#kit/id.ts'
import { type Instant, instant, milliseconds } from '#kit/time.ts'
import type { Core, Write } from '#sync/write.server.ts'

/** What carrying messages needs beside the facts. */
export type Carriage = {
  core: Core
  lines: LineDirectory
  /** The way out, for a provider that trusts these origins. */
  egress: (trustedOrigins: string[]) => Fetch
  publicUrl: string
}

export type MessageTask = { workspaceId: string; messageId: string }

const POLL_AFTER_MS = [200, 500, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000]

/** Has a message that is `queued` sent, after the commit of this very transaction. */
export function sendLater(write: Write, messageId: string, runAt?: Instant): void {
  write.job('message.send', { messageId }, { key: sendingKey(messageId), ...(runAt && { runAt }) })
}

/** The name of the job that sends a message: there is never a second one. */
export function sendingKey(messageId: string): string {
  return `send:${messageId}`
}

/** Asks again where a message is, a little later each time; then it is left as it was. */
export function pollLater(write: Write, messageId: string, times: number): void {
  const wait = POLL_AFTER_MS[times]
  if (wait === undefined) return
  write.job('message.poll', { messageId, times }, { runAt: instant(milliseconds(write.now) + wait) })
}

/** What a provider is called with on this line. */
export function contextOf(
  { egress }: Carriage,
  { provider, settings }: ConnectedLine,
): ProviderContext<unknown> {
  return { settings, fetch: egress(provider.trustedOrigins(settings)) }
}

/** Where a provider reports what happens on a line. */
export function webhookUrl(publicUrl: string, provider: string, workspaceId: string, lineId: string): string {
  return `${publicUrl}/webhooks/${provider}/${publicId('WS', workspaceId)}/${publicId('PN', lineId)}`
}

import type { WebhookRequest } from '#channel/provider.ts'
import type { ConnectedLine, Lines } from '#features/line/line.server.ts'
import { fail, ok, type Result } from '#kit/result.ts'
import type { Arrival } from './inbound.server.ts'
import type { Quarantined } from './quarantine.ts'

/**
 * What a webhook tells, each event on the line that it belongs to; or why it cannot be believed or understood.
 * `trusted`: a person has looked at it and vouches for it.
 */
export async function readWebhook(
  lines: Lines,
  line: ConnectedLine,
  webhook: WebhookRequest,
  trusted = false,
): Promise<Result<Arrival[], Quarantined['reason']>> {
  const { provider } = line
  if (!trusted && !provider.verify(webhook, candidates(line, webhook))) return fail('bad-signature')
  const parsed = provider.parse(webhook)
  if (!parsed.ok) return fail('malformed')
  const arrivals: Arrival[] = []
  for (const event of parsed.value) {
    // One webhook may serve all numbers of an account: the event's own number decides.
    const elsewhere = 'to' in event && event.to !== line.address
    const own = elsewhere ? await lines.findByAddress(line, event.to) : line
    if (!own) return fail('unknown-number')
    arrivals.push({ line: own, event })
  }
  return ok(arrivals)
}

// All active secrets of the account that the request names, or of every account when it names none.
function candidates({ provider, accounts }: ConnectedLine, webhook: WebhookRequest): unknown[] {
  const claimed = provider.claimedAccount(webhook)
  return accounts
    .filter(({ key }) => claimed === undefined || key === claimed)
    .map(({ settings }) => settings)
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebhookRequest } from '#channel/provider.ts'
import { isOfCall } from '#channel/voice.ts'
import { isUnstorable } from '#db/db.ts'
import type { Desk } from '#features/call/desk.server.ts'
import type { ConnectedLine, LineDirectory } from '#features/line/line.server.ts'
import type { Inbound } from '#features/message/inbound.server.ts'
import { createQuarantine } from '#features/message/quarantine.server.ts'
import type { Quarantined } from '#features/message/quarantine.ts'
import { readWebhook } from '#features/message/webhook.server.ts'
import { fromPublicId } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Core } from '#sync/write.server.ts'

export type Webhooks = { core: Core; lines: LineDirectory; inbound: Inbound; desk: Desk; publicUrl: string }

const LARGEST_BODY = 1_048_576
const UNTRUSTED = 600
const UNTRUSTED_WITHIN_MS = 60_000

type Params = { provider: string; workspace: string; line: string }

/**
 * Where providers report what happens on a line. Answered with 2xx only when it is committed. What cannot be trusted
 * or read is refused and kept in quarantine; what we cannot take now is answered 503, and comes again.
 */
export function serveWebhooks(
  http: FastifyInstance,
  { core, lines, inbound, desk, publicUrl }: Webhooks,
): void {
  const quarantine = createQuarantine(core)
  const untrusted = createLimiterOf(UNTRUSTED, UNTRUSTED_WITHIN_MS)
  let lastLook: Promise<unknown> = Promise.resolve()
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Signatures are over the bytes as they came.
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
      async (_: FastifyRequest, body: Buffer) => body,
    )
    // No page is ever made of an answer here: headers for browsers would be a tenth of its cost.
    scope.post<{ Params: Params }>('/webhooks/:provider/:workspace/:line', { helmet: false }, receive)
  })

  async function receive(
    request: FastifyRequest<{ Params: Params }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    try {
      return await take(request, reply)
    } catch (error) {
      request.log.error({ err: error }, 'A webhook could not be committed')
      return reply.code(503).header('retry-after', '5').send({ error: 'try-again' })
    }
  }

  async function take(
    request: FastifyRequest<{ Params: Params }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { ip, params } = request
    const line = await (untrusted.wait(ip) > 0 ? findInTurn(params) : findLine(params))
    if (!line) return distrust(reply, ip) ?? reply.code(404).send({ error: 'unknown-line' })
    const webhook = toWebhook(request, publicUrl)
    const read = await readWebhook(lines, line, webhook)
    if (!read.ok)
      return (
        (read.error === 'bad-signature' && distrust(reply, ip)) || refuse(reply, line, webhook, read.error)
      )
    try {
      await Promise.all(
        read.value.map(({ line, event }) =>
          isOfCall(event) ? desk.accept({ line, event }) : inbound.accept({ line, event }),
        ),
      )
    } catch (error) {
      if (isUnstorable(error)) return refuse(reply, line, webhook, 'unprocessable')
      throw error
    }
    lines.heard(line)
    const { contentType, body } = line.provider.acknowledge()
    return reply.header('content-type', contentType).send(body)
  }

  async function refuse(
    reply: FastifyReply,
    line: ConnectedLine,
    webhook: WebhookRequest,
    reason: Quarantined['reason'],
  ): Promise<FastifyReply> {
    await quarantine.keep({ line, webhook, reason })
    return reply.code(reason === 'bad-signature' ? 403 : 422).send({ error: reason })
  }

  // Whoever sends much that nobody signed is told to wait, and it is not kept; what is signed is taken from them as from
  // everybody, for behind the same address there may be the provider.
  function distrust(reply: FastifyReply, ip: string): FastifyReply | undefined {
    const wait = untrusted.take(ip)
    if (wait === 0) return undefined
    return reply
      .code(429)
      .header('retry-after', String(Math.ceil(wait / 1_000)))
      .send({ error: 'rate-limited' })
  }

  // One after the other: all of them together never hold more than one connection of the database.
  function findInTurn(params: Params): Promise<ConnectedLine | undefined> {
    const look = lastLook.then(
      () => findLine(params),
      () => findLine(params),
    )
    lastLook = look
    return look
  }

  async function findLine(params: Params): Promise<ConnectedLine | undefined> {
    const workspaceId = fromPublicId('WS', params.workspace)
    const lineId = fromPublicId('PN', params.line)
    const line = workspaceId && lineId ? await lines.find(workspaceId, lineId) : undefined
    return line?.provider.name === params.provider ? line : undefined
  }
}

function toWebhook(request: FastifyRequest, publicUrl: string): WebhookRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value)
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return { method: request.method, urls: urlForms(request, publicUrl), headers, body }
}

// Behind a proxy the sender's URL is not the one that arrives. Any of these may be what was signed; none of them is
// believed for anything else.
function urlForms({ url, headers }: FastifyRequest, publicUrl: string): string[] {
  const hosts = [headers['x-forwarded-host'], headers.host].flatMap((host) =>
    host ? (String(host).split(',')[0]?.trim() ?? []) : [],
  )
  const others = hosts.flatMap((host) => [`https://${host}${url}`, `http://${host}${url}`])
  return [...new Set([publicUrl + url, ...others])]
}

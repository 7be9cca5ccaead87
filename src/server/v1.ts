import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findApiKey, type KeyHolder, noteUse } from '#features/api-key/api-key.server.ts'
import { mayUse, readApiKey, within } from '#features/api-key/api-key.ts'
import { callEndpoints, type Files } from '#features/call/call.v1.server.ts'
import {
  addTag,
  assignConversation,
  deleteConversation,
  getConversation,
  markAsDone,
  markAsOpen,
  markAsRead,
  markAsSpam,
  markAsUnread,
  moveConversation,
  pinConversation,
  removeTag,
  snoozeConversation,
  unassignConversation,
  unpinConversation,
  unsnoozeConversation,
} from '#features/conversation/conversation.v1.server.ts'
import { listConversations } from '#features/conversation/list.v1.server.ts'
import type { Providers } from '#features/line/line.server.ts'
import { getLine, listLines } from '#features/line/line.v1.server.ts'
import { getMessage, listMessages } from '#features/message/message.v1.server.ts'
import { sendMessage } from '#features/message/send.v1.server.ts'
import { createLimiter } from '#kit/limiter.ts'
import type { Registry } from '#sync/command.server.ts'
import type { ApiRequest, Caller, Endpoint, Ground } from '#v1/endpoint.server.ts'
import { errorBody, type Refusal, type Resource } from '#v1/refusal.ts'
import type { Scope } from '#v1/scope.ts'

export type PublicApi = Ground & { providers: Providers; files: Files; requestsPerSecond: number }

/** Every operation of the public API. The code of each stands beside its feature. */
export const endpointsOf = (providers: Providers, files: Files): Endpoint[] => [
  sendMessage(providers),
  listMessages,
  getMessage,
  listConversations,
  getConversation,
  markAsRead,
  markAsDone,
  markAsOpen,
  markAsUnread,
  markAsSpam,
  assignConversation,
  unassignConversation,
  moveConversation,
  snoozeConversation,
  unsnoozeConversation,
  addTag,
  removeTag,
  pinConversation,
  unpinConversation,
  deleteConversation,
  listLines,
  getLine,
  ...callEndpoints(files),
]

declare module 'fastify' {
  interface FastifyContextConfig {
    resource?: Resource
    scope?: Scope
  }
}

/** `/v1`: for programs with a key, in the OpenPhone v1 format. */
export function serveV1(
  http: FastifyInstance,
  { providers, files, requestsPerSecond, ...ground }: PublicApi,
): void {
  const callers = new WeakMap<FastifyRequest, KeyHolder>()
  const byKey = createLimiter(requestsPerSecond)
  const strangers = createLimiter(requestsPerSecond)

  void http.register(
    async (scope) => {
      readJson(scope)
      scope.addHook('onRequest', async (request, reply) => {
        void reply.header('cache-control', 'no-store')
        const refused = await identify(request)
        if (refused) return refuse(request, reply, refused)
      })
      scope.setErrorHandler<FastifyError>((error, request, reply) => {
        const refusal = refusalOf(error)
        if (refusal.code === 'unexpected')
          request.log.error({ err: error }, 'An API request failed unexpectedly')
        return refuse(request, reply, refusal)
      })
      scope.setNotFoundHandler((request, reply) => refuse(request, reply, { code: 'not-found' }))
      // Behind the answer: nobody waits for it.
      scope.addHook('onResponse', async (request) => {
        const caller = callers.get(request)
        if (!caller?.stale) return
        const later = (err: unknown) => request.log.warn({ err }, 'When a key was used is not noted')
        void noteUse(ground.core, caller).catch(later)
      })
      for (const endpoint of endpointsOf(providers, files)) mount(scope, endpoint)
    },
    { prefix: '/v1' },
  )

  function mount(http: FastifyInstance, { method, url, resource, scope, status, handle }: Endpoint): void {
    http.route({
      method,
      url,
      config: { resource, scope },
      async handler(request, reply) {
        const caller = callers.get(request)
        if (!caller) throw new Error('A request came in without a caller')
        const answer = await handle(groundOf(caller), caller, toApiRequest(request))
        return answer.ok
          ? reply.code(status).send(answer.value ?? undefined)
          : refuse(request, reply, answer.error)
      },
    })
  }

  async function identify(request: FastifyRequest): Promise<Refusal | undefined> {
    const key = request.headers.authorization ?? ''
    if (!readApiKey(key)) return stranger(request)
    // Before the database is asked: a key's flood ends here.
    const wait = byKey.take(key)
    if (wait > 0) return rateLimited(wait)
    const caller = await findApiKey(ground.core.db, key)
    if (!caller) return stranger(request)
    callers.set(request, caller)
    const { scope } = request.routeOptions.config
    return scope && !mayUse(caller, scope) ? { code: 'missing-scope', params: { scope } } : undefined
  }

  // What a key is kept out of, the commands that it gives are kept out of too.
  function groundOf({ inboxIds }: Caller): Ground {
    const { registry } = ground
    if (inboxIds === null) return ground
    const reachOf: Registry['reachOf'] = async (tx, memberId) => {
      const reach = await registry.reachOf(tx, memberId)
      return reach && within(reach, inboxIds)
    }
    return { ...ground, registry: { ...registry, reachOf } }
  }

  // Only those without a good key wait for each other: others may call from the same address.
  function stranger({ ip }: FastifyRequest): Refusal {
    const wait = strangers.take(ip)
    return wait > 0 ? rateLimited(wait) : { code: 'unauthorized' }
  }
}

// A body is JSON or nothing. Some clients announce JSON and then send nothing.
function readJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_: FastifyRequest, text: string) => (text === '' ? undefined : parse(text)),
  )
  scope.addContentTypeParser('*', { parseAs: 'string' }, async (_: FastifyRequest, text: string) => {
    if (text !== '') throw Object.assign(new Error('Not JSON'), { statusCode: 415 })
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw Object.assign(new Error('Not JSON', { cause: error }), { statusCode: 400 })
  }
}

function toApiRequest({ query, params, body, headers }: FastifyRequest): ApiRequest {
  const key = headers['idempotency-key']
  return {
    // Fastify's own parser answers an object of texts and lists of texts.
    query: query as Record<string, unknown>,
    path: params,
    body,
    idempotencyKey: key ? String(key) : undefined,
  }
}

function rateLimited(waitMs: number): Refusal {
  return { code: 'rate-limited', params: { retryAfter: Math.ceil(waitMs / 1_000) } }
}

const REFUSALS = new Map([
  [400, 'not-json'],
  [413, 'body-too-large'],
  [415, 'not-this-media-type'],
])

function refusalOf({ statusCode = 500 }: { statusCode?: number }): Refusal {
  return { code: statusCode < 500 ? (REFUSALS.get(statusCode) ?? 'invalid-input') : 'unexpected' }
}

function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const body = errorBody(request.routeOptions.config.resource ?? 'none', refusal, request.id)
  const { retryAfter } = refusal.params ?? {}
  if (retryAfter !== undefined) void reply.header('retry-after', retryAfter)
  return reply.code(body.status).send(body)
}

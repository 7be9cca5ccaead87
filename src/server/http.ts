import type { IncomingMessage } from 'node:http'
import helmet from '@fastify/helmet'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { uuidv7 } from '#kit/id.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import type { Env } from './env.ts'

const LARGEST_BODY = 1_048_576

/** The HTTP server without its routes: limits, headers, and the one place where the unexpected is met. */
export async function createHttp(
  env: Pick<Env, 'LOG_LEVEL' | 'PUBLIC_URL' | 'TRUST_PROXY' | 'API_REQUESTS_PER_SECOND'>,
): Promise<FastifyInstance> {
  const http = Fastify({
    bodyLimit: LARGEST_BODY,
    genReqId: () => uuidv7(),
    trustProxy: env.TRUST_PROXY,
    forceCloseConnections: true,
    http: { shouldUpgradeCallback: asksForSocket },
    logger:
      env.LOG_LEVEL === 'silent'
        ? false
        : { level: env.LOG_LEVEL, serializers: { req: briefly, err: withoutData } },
    logController: new LogController({ disableRequestLogging: true }),
  })
  limitVisitors(http, VISITOR_SHARE * env.API_REQUESTS_PER_SECOND)
  const secure = env.PUBLIC_URL.startsWith('https://')
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        fontSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // Text becomes code nowhere in the page; the one name is for the service worker's address.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['centralita'],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    hsts: secure,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await http.register(websocket, {
    options: { maxPayload: LARGEST_BODY },
    errorHandler(error, socket, request) {
      // What a stranger says on a socket need not be the protocol's; it must not fill the log.
      const level = 'code' in error && String(error.code).startsWith('WS_ERR') ? 'debug' : 'error'
      request.log[level]({ err: error }, 'A socket broke')
      socket.terminate()
    },
  })
  http.setErrorHandler<Error & { statusCode?: number; code?: string }>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500)
      return reply.code(status).send({ error: error.code ?? 'bad-request', message: error.message })
    request.log.error({ err: error }, 'A request failed unexpectedly')
    return reply.code(status).send({ error: 'unexpected' })
  })
  return http
}

const VISITOR_SHARE = 10
// Opening the app asks for dozens of its files, which cost next to nothing.
const FILES_SHARE = 5
const WITHIN_MS = 10_000
const DEAR = /^\/(api|v1|media|blob|calls|mute|sync|healthz)(\/|\?|$)/

// Before it is known who asks. Webhooks come from few addresses and must all be taken: only what is forged of them has a
// limit, where they are read.
function limitVisitors(http: FastifyInstance, perSecond: number): void {
  const limit = Math.ceil((perSecond * WITHIN_MS) / 1_000)
  const visitors = createLimiterOf(limit, WITHIN_MS)
  const readers = createLimiterOf(FILES_SHARE * limit, WITHIN_MS)
  http.addHook('onRequest', async ({ url, ip }, reply) => {
    if (url.startsWith('/webhooks/')) return
    const wait = (DEAR.test(url) ? visitors : readers).take(ip)
    if (wait > 0)
      return reply
        .code(429)
        .header('retry-after', String(Math.ceil(wait / 1_000)))
        .send({ error: 'rate-limited' })
  })
}

// Whoever offers another protocol, as some clients do with each request, is answered in this one. Otherwise their body
// would be waited for on a connection that nobody reads any more.
function asksForSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

function briefly(request: { method: string; routeOptions?: { url?: string | undefined } }) {
  // The route's pattern, not its URL: a URL may hold a number.
  return { method: request.method, route: request.routeOptions?.url }
}

// A database error's detail quotes the row, and a row may hold a number or a text.
function withoutData(error: Error & { code?: string }) {
  return {
    type: error.name,
    message: error.code ?? error.message,
    stack: error.stack?.split('\n').slice(1).join('\n') ?? '',
  }
}

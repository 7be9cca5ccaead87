import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SignIn } from './sign-in.ts'

/** Hands everything under `/api/auth/` to better-auth, whose requests and responses are the web's own. */
export function serveSignIn(http: FastifyInstance, signIn: SignIn): void {
  http.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => sendResponse(reply, await signIn.handle(toRequest(request))),
  })
}

/** Answers a request with a web `Response`, cookies included. */
export async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status)
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.send(response.body ? Buffer.from(await response.arrayBuffer()) : null)
}

function toRequest(request: FastifyRequest): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value))
  const body = request.body === undefined ? null : JSON.stringify(request.body)
  return new Request(`${request.protocol}://${request.host}${request.url}`, {
    method: request.method,
    headers,
    body,
  })
}

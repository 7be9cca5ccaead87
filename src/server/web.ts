import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const BUILT = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** The built web app. Every page that is no file is the app itself, which finds its own way. */
export async function serveWeb(http: FastifyInstance): Promise<void> {
  if (existsSync(BUILT)) {
    await http.register(fastifyStatic, {
      root: BUILT,
      wildcard: false,
      index: false,
      preCompressed: true,
      setHeaders: (response, path) => {
        // Names of built files change with their content.
        const forever = path.includes('/assets/')
        response.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  http.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && String(request.headers.accept).includes('text/html')
    return isPage && existsSync(BUILT)
      ? reply.header('cache-control', 'no-cache').sendFile('index.html')
      : reply.code(404).send({ error: 'not-found' })
  })
}

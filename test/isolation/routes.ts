import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'

const BUILT = /^GET \/(assets\/|[\w.-]+\.(js|svg|png|css|html|json|txt|ico|webmanifest))|\.(gz|br)$/
const UNASKED = ['HEAD', 'OPTIONS']

/** The routes of every server that begins in the meantime, but for built files. Answers how to have them. */
export function watchRoutes(): () => string[] {
  const found = new Set<string>()
  subscribe('fastify.initialization', watch)
  return () => {
    unsubscribe('fastify.initialization', watch)
    return [...found].filter((route) => !BUILT.test(route)).sort()
  }

  function watch(message: unknown): void {
    // What Fastify says on this channel.
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (!UNASKED.includes(one)) found.add(`${one} ${url}`)
    })
  }
}

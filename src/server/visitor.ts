import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopbackHost } from '#kit/host.ts'

/**
 * Whether a request comes from whoever sits at this very machine: not over the network, not through a proxy, and not
 * by a name that somebody has pointed here.
 */
export function isLocal({ socket, headers }: FastifyRequest, publicUrl: string): boolean {
  const forwarded = Object.keys(headers).some((name) => FORWARDED.test(name))
  return (
    !forwarded &&
    isLoopbackHost((socket.remoteAddress ?? '').replace(/^::ffff:/, '')) &&
    isLoopbackHost(hostOf(`http://${headers.host ?? ''}`)) &&
    isLoopbackHost(hostOf(publicUrl))
  )
}

/** Refuses what a page of another origin sends in its visitor's name. */
export function onlyOwnPages(publicUrl: string) {
  return async ({ headers: { origin, host } }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (origin === undefined || origin === new URL(publicUrl).origin) return
    if (!URL.canParse(origin) || new URL(origin).host !== host)
      await reply.code(403).send({ error: 'other-origin' })
  }
}

/** What proxies and tunnels add to what they pass on. */
const FORWARDED = /^(x-forwarded-.*|forwarded|via|x-real-ip|x-client-ip|true-client-ip|.*-connecting-ip)$/

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BlobStore } from '#db/blob.ts'
import { readWorkspace } from '#db/db.ts'
import { may } from '#features/member/may.ts'
import { memberTable, roleOf } from '#features/member/member.server.ts'
import { keepPicture, smallPicture } from '#features/workspace/picture.server.ts'
import { LARGEST_PICTURE } from '#features/workspace/picture.ts'
import { workspaceTable } from '#features/workspace/workspace.server.ts'
import { createLimiterOf } from '#kit/limiter.ts'
import { type Core, type Write, write } from '#sync/write.server.ts'
import type { SignedIn } from './realtime.ts'
import { tooMany } from './sign-in.routes.ts'
import type { SignIn } from './sign-in.ts'
import { onlyOwnPages } from './visitor.ts'

export type PictureParts = { core: Core; blobs: BlobStore; signIn: SignIn; publicUrl: string }

const PICTURES = 20

/** Takes the pictures of members and of the workspace, as files. */
export function servePictures(http: FastifyInstance, { core, blobs, signIn, publicUrl }: PictureParts): void {
  const pictures = createLimiterOf(PICTURES, 60_000)
  const senders = new WeakMap<FastifyRequest, SignedIn>()

  void http.register(async (scope) => {
    scope.addHook('onRequest', onlyOwnPages(publicUrl))
    // Before the file is read: nobody sends ten megabytes to a door that stays shut.
    scope.addHook('onRequest', async (request, reply) => {
      const who = await signIn.whoIs(request.headers)
      if (!who) return reply.code(401).send({ error: 'signed-out' })
      const wait = pictures.take(who.memberId)
      if (wait > 0) return tooMany(reply, Math.ceil(wait / 1_000))
      senders.set(request, who)
    })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: LARGEST_PICTURE },
      async (_: FastifyRequest, bytes: Buffer) => bytes,
    )
    scope.setErrorHandler<Error & { statusCode?: number }>((error, _, reply) => {
      if (error.statusCode === 413) return reply.code(413).send({ error: 'picture-too-large' })
      throw error
    })

    scope.post('/api/picture', (request, reply) =>
      take(request, reply, async (write, { memberId }, picture) => {
        const [me] = await write.load(memberTable, [memberId])
        if (!me || me.removedAt !== null) return
        write.save(memberTable, me, { ...me, picture })
        write.event({ type: 'member.pictured', subjectId: memberId })
      }),
    )

    scope.post('/api/workspace/picture', (request, reply) =>
      take(
        request,
        reply,
        async (write, { workspaceId }, picture) => {
          const [workspace] = await write.load(workspaceTable, [workspaceId])
          if (!workspace) return
          write.save(workspaceTable, workspace, { ...workspace, picture })
          const data = { picture: 'changed' }
          write.event({ type: 'workspace.configured', subjectId: workspaceId, data, audited: true })
        },
        configures,
      ),
    )
  })

  async function take(
    request: FastifyRequest,
    reply: FastifyReply,
    show: (write: Write, who: SignedIn, picture: string) => Promise<void>,
    allowed: (who: SignedIn) => Promise<boolean> = async () => true,
  ): Promise<unknown> {
    const who = senders.get(request)
    if (!who) throw new Error('A picture came in from nobody')
    if (!(await allowed(who))) return reply.code(403).send({ error: 'not-allowed' })
    const small = await smallPicture(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
    if (!small.ok) return reply.code(422).send({ error: small.error.code })
    await write(core, who.workspaceId, { type: 'member', id: who.memberId }, async (write) =>
      show(write, who, await keepPicture(write, blobs, small.value)),
    )
    return {}
  }

  async function configures({ workspaceId, memberId }: SignedIn): Promise<boolean> {
    const role = await readWorkspace(core.db, workspaceId, (tx) => roleOf(tx, memberId))
    return may(role, null, 'workspace.configure')
  }
}

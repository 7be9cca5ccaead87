import type { FastifyInstance } from 'fastify'
import { type Database, ownerRows } from '#db/db.ts'
import { sql } from '#db/sql.ts'

/** `GET /healthz`: 200 when this process answers and its database does. */
export function serveHealth(http: FastifyInstance, db: Database): void {
  http.get('/healthz', async (_request, reply) => {
    try {
      await ownerRows(db, sql`select 1`)
      return { ok: true }
    } catch {
      return reply.code(503).send({ ok: false, error: 'database-unreachable' })
    }
  })
}

import * as z from 'zod/mini'
import type { Transaction } from '#db/db.ts'
import { seal, unseal } from '#db/seal.ts'
import { sql } from '#db/sql.ts'
import { audit } from '#features/audit/audit.server.ts'
import { may } from '#features/member/may.ts'
import { roleOf } from '#features/member/member.server.ts'
import { ok, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import { answered } from '#sync/query.server.ts'
import { configureScribeInput, type ScribeOverview, scribeQuery } from './call.api.ts'

type Server = { url: string; model: string; key: string }

/** Who writes down what was said in a workspace, and who sums it up. */
export type Scribe = { speech: Server; summary: Server | null }

/** CA-4: who writes down what was said; null: nobody. For owners and admins. */
export function configureScribeCommand(key: Buffer): ServedCommand {
  return {
    name: 'workspace.configure-scribe',
    async handle(write, raw, reach) {
      const input = configureScribeInput.safeParse(raw)
      if (!input.success)
        return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
      if (!may(await roleOf(write, reach.memberId), null, 'workspace.configure')) return refuse('not-allowed')
      const { workspaceId, now } = write
      const before = await scribeOf(write, key)
      const speech = input.data.speech && withKey(input.data.speech, before?.speech)
      const summary = input.data.summary && withKey(input.data.summary, before?.summary)
      await write.rows(sql`delete from scribe where workspace_id = ${workspaceId}`)
      if (speech)
        await write.rows(
          sql`insert into scribe (workspace_id, speech_url, speech_model, summary_url, summary_model, sealed_keys, updated_at)
            values (${workspaceId}, ${speech.url}, ${speech.model}, ${summary?.url ?? null}, ${summary?.model ?? null},
              ${seal(key, JSON.stringify({ speech: speech.key, summary: summary?.key ?? '' }))}, ${now})`,
        )
      const detail = { speech: speech?.url ?? null, summary: summary?.url ?? null }
      audit(write, { action: 'workspace.scribe-configured', detail })
      return ok(null)
    },
  }
}

/** Whether somebody writes calls down; for who may choose it also who, but never a key. */
export function scribeAnswer(key: Buffer) {
  return answered(scribeQuery, async (tx, _, { memberId }) => {
    const scribe = await scribeOf(tx, key)
    const chooses = may(await roleOf(tx, memberId), null, 'workspace.configure')
    const shown = (server: Server | null | undefined) =>
      server && chooses ? { url: server.url, model: server.model, hasKey: server.key !== '' } : null
    const value: ScribeOverview = {
      ...{ writes: scribe !== undefined, speech: shown(scribe?.speech), summary: shown(scribe?.summary) },
    }
    return ok({ rows: {}, more: false, value })
  })
}

export async function scribeOf(tx: Transaction, key: Buffer): Promise<Scribe | undefined> {
  const row = await tx.one(
    sql<{
      speechUrl: string
      speechModel: string
      summaryUrl: string | null
      summaryModel: string | null
      sealedKeys: string
    }>`select speech_url as "speechUrl", speech_model as "speechModel", summary_url as "summaryUrl",
        summary_model as "summaryModel", sealed_keys as "sealedKeys" from scribe where workspace_id = ${tx.workspaceId}`,
  )
  if (!row) return undefined
  const keys = z
    .object({ speech: z.string(), summary: z.string() })
    .parse(JSON.parse(unseal(key, row.sealedKeys)))
  const { summaryUrl, summaryModel } = row
  return {
    speech: { url: row.speechUrl, model: row.speechModel, key: keys.speech },
    summary:
      summaryUrl !== null && summaryModel !== null
        ? { url: summaryUrl, model: summaryModel, key: keys.summary }
        : null,
  }
}

// A key that was told once is not told again, and never to another server than it was meant for.
function withKey(
  { url, model, key }: { url: string; model: string; key?: string | undefined },
  before: Server | null | undefined,
): Server {
  const kept = before && new URL(before.url).origin === new URL(url).origin ? before.key : ''
  return { url, model, key: key ?? kept }
}

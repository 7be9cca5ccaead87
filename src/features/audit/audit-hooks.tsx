import { useEffect, useState } from 'react'
import type { Problem } from '#kit/result.ts'
import { useSync } from '#sync/sync.tsx'
import { type AuditFilter, auditQuery } from './audit.api.ts'
import type { AuditLine } from './audit.ts'

const PAGE = 100

type Log = { key: string; lines: AuditLine[] | undefined; more: boolean; problem: Problem | undefined }

/** The log as far as it was asked for. */
export function useAuditLog(filter: AuditFilter): Omit<Log, 'key'> & { extend(): void } {
  const { connection } = useSync()
  const key = JSON.stringify(filter)
  const [log, setLog] = useState<Log>(() => emptyLog(key))
  const shown = log.key === key ? log : emptyLog(key)
  useEffect(() => {
    void page(emptyLog(key))
    // What is shown belongs to the filter alone.
    // oxlint-disable-next-line exhaustive-deps
  }, [key, connection])
  return { ...shown, extend: () => void page(shown) }

  async function page(before: Log): Promise<void> {
    const asked: AuditFilter = JSON.parse(before.key) // Written above.
    const last = before.lines?.at(-1)?.seq ?? null
    const result = await connection.ask(auditQuery, { ...asked, before: last, limit: PAGE })
    setLog((now) => {
      if (now.key === before.key && now.lines !== before.lines) return now
      if (!result.ok) return { ...before, problem: result.error }
      // What the server tells as this query's value.
      const found = result.value.value as AuditLine[]
      const lines = [...(before.lines ?? []), ...found]
      return { key: before.key, lines, more: result.value.more, problem: undefined }
    })
  }
}

function emptyLog(key: string): Log {
  return { key, lines: undefined, more: false, problem: undefined }
}

import { useEffect, useState } from 'react'
import type { Answer } from '#sync/query.ts'
import { useSync, useWindow } from '#sync/sync.tsx'
import type { ThreadRow } from '#sync/thread.ts'
import type { ThreadSource } from './thread-source.ts'

/** Items of a thread without a gap between them. */
type Span = { from: number; to: number }

export type ThreadPart = Partial<Span> & {
  loadOlder(): void
  loadNewer(): void
  /** Back to the newest end. */
  leave(): void
}

const PAGE = 50

/**
 * The items around one that lies further back than the newest end reaches, which begins at number `end`: held apart
 * from it, until the two meet. Undefined when nobody asks, or the item is at that end.
 */
export function useThreadPart(
  { query }: ThreadSource,
  conversationId: string,
  around: number | undefined,
  end: number | undefined,
  meet: (from: number, more: boolean) => void,
): ThreadPart | undefined {
  const { connection, windows } = useSync()
  const [left, setLeft] = useState<number>()
  const apart = around !== undefined && around !== left && end !== undefined && around < end
  const key = `part ${conversationId} ${apart ? around : ''}`
  const window = useWindow<Span>(key)
  const { cursor, more, loading, problem } = window
  const unknown = cursor === undefined && !loading && !problem
  const met = cursor !== undefined && end !== undefined && cursor.to + 1 >= end

  useEffect(() => {
    if (apart && unknown) loadOlder()
  })
  useEffect(() => {
    if (apart && met) meet(cursor.from, more)
  })
  useEffect(() => () => windows.forget(key), [windows, key])
  return apart ? { ...cursor, loadOlder, loadNewer, leave: () => setLeft(around) } : undefined

  function loadOlder(): void {
    void windows.extend(key, {
      query,
      input: (span: Span | undefined) => ({
        conversationId,
        before: span ? span.from : (around ?? 0) + PAGE / 2,
        limit: PAGE,
      }),
      cursorOf: (answer) => both(windows.get<Span>(key).cursor, spanOf(answer)),
    })
  }

  // Items are numbered without gaps: those that follow are the ones before the number so many further on.
  function loadNewer(): void {
    if (!cursor || loading || met) return
    windows.restore([[key, { ...window, loading: true }]])
    const input = { conversationId, before: cursor.to + 1 + PAGE, limit: PAGE }
    void connection.ask(query, input).then((result) => {
      const now = windows.get<Span>(key)
      if (now.cursor !== cursor) return
      const problem = result.ok ? undefined : result.error
      const longer = both(cursor, result.ok ? spanOf(result.value) : undefined)
      windows.restore([[key, { ...now, loading: false, cursor: longer, problem }]])
    })
  }
}

function spanOf({ rows }: Answer): Span | undefined {
  // What stands in a thread besides the conversation itself and its contact has a number there.
  const numbers = (Object.values(rows).flat() as Partial<ThreadRow>[]).flatMap(({ seq }) => seq ?? [])
  return numbers.length > 0 ? { from: Math.min(...numbers), to: Math.max(...numbers) } : undefined
}

function both(a: Span | undefined, b: Span | undefined): Span | undefined {
  return a && b ? { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) } : (a ?? b)
}

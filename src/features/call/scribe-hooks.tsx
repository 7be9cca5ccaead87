import { useCallback, useEffect, useState } from 'react'
import { useConnectionState, useSync } from '#sync/sync.tsx'
import { type ScribeOverview, scribeQuery } from './call.api.ts'

/** Who writes calls down in this workspace, once that is known. */
export function useScribe(): { scribe: ScribeOverview | undefined; again(): void } {
  const { connection } = useSync()
  const live = useConnectionState() === 'live'
  const [scribe, setScribe] = useState<ScribeOverview>()
  const again = useCallback(() => {
    if (!live) return
    void connection.ask(scribeQuery, {}).then((answer) => {
      // What this query tells.
      if (answer.ok) setScribe(answer.value.value as ScribeOverview)
    })
  }, [connection, live])
  useEffect(again, [again])
  return { scribe, again }
}

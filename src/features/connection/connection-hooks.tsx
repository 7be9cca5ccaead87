import { useCallback, useEffect, useState } from 'react'
import { lineType } from '#features/line/line.ts'
import { useSync } from '#sync/sync.tsx'
import { request } from '#ui/request.ts'
import type { Connections } from './connection.api.ts'

/** The workspace's numbers and who can carry them; undefined until the server has said it. `failed`: it could not be asked. */
export function useConnections(): { connections: Connections | undefined; failed: boolean; again(): void } {
  const { store } = useSync()
  const [connections, setConnections] = useState<Connections>()
  const [failed, setFailed] = useState(false)
  const again = useCallback(() => {
    void request('/api/lines').then((result) => {
      setFailed(!result.ok)
      // What our own server says of itself.
      if (result.ok) setConnections(result.value as Connections)
    })
  }, [])
  // What becomes of the numbers of one's own inboxes is heard; then all of them are asked for.
  const heard = JSON.stringify(store.all(lineType))
  useEffect(again, [again, heard])
  return { connections, failed, again }
}

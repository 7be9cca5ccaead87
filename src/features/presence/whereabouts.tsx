import { useEffect } from 'react'
import type { Connection } from '#sync/connection.ts'
import { useSync } from '#sync/sync.tsx'
import { isDue, NOWHERE, placeOf, type SaidPlace, type Stay } from './presence.ts'

/** Where this tab's person is, said to the server when it changes and as long as it lasts. */
export type Whereabouts = {
  /** The draft is this now. */
  typed(text: string): void
}

/** Somebody looks at this conversation as long as the component stands. */
export function useWhereabouts(conversationId: string): Whereabouts {
  const { connection } = useSync()
  const whereabouts = of(connection)
  useEffect(() => whereabouts.enter(conversationId), [whereabouts, conversationId])
  return whereabouts
}

const LOOKS_EVERY_MS = 500

const made = new WeakMap<Connection, ReturnType<typeof create>>()

function of(connection: Connection) {
  const whereabouts = made.get(connection) ?? create(connection)
  made.set(connection, whereabouts)
  return whereabouts
}

function create(connection: Connection) {
  let stay: Omit<Stay, 'visible'> = { conversationId: null, typedAt: undefined }
  let said: SaidPlace = { place: NOWHERE, at: 0 }
  let looking: ReturnType<typeof setInterval> | undefined
  document.addEventListener('visibilitychange', look)
  return { enter, typed }

  // Said at the next look only: who runs through the list is at none of what they pass.
  function enter(conversationId: string): () => void {
    stay = { conversationId, typedAt: undefined }
    looking ??= setInterval(look, LOOKS_EVERY_MS)
    return () => {
      if (stay.conversationId === conversationId) stay = { conversationId: null, typedAt: undefined }
    }
  }

  function typed(text: string): void {
    stay = { ...stay, typedAt: text.trim() === '' ? undefined : Date.now() }
    look()
  }

  function look(): void {
    const now = Date.now()
    const place = placeOf({ ...stay, visible: !document.hidden }, now)
    if (isDue(said, place, now)) {
      said = { place, at: now }
      connection.here(place)
    }
    if (stay.conversationId !== null) return
    clearInterval(looking)
    looking = undefined
  }
}

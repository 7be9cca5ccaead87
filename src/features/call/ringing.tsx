import { useEffect, useEffectEvent } from 'react'
import { useTranslations } from 'use-intl'
import { pathOf } from '#features/conversation/paths.ts'
import type { LookUp } from '#features/message/Recipients.tsx'
import { type Instant, milliseconds } from '#kit/time.ts'
import type { Call } from './call.ts'
import { ring } from './ring-tone.tsx'

/** `since`: when it began to ring here, in milliseconds. */
export type RingTold = {
  id: string
  inboxId: string
  since: number
  title: string
  body: string
  path: string
}

/** What stands around the calls: whether their person wants silence, and how the computer tells who calls. */
export type Surroundings = {
  lookUp: LookUp
  hushed: boolean
  /** Shows it outside of the page, unless somebody looks at a tab of ours. Answers how to take it back. */
  tell(call: RingTold): () => void
}

const TITLE_MS = 1_000

/** As long as the calling component is there, this call is heard, told by the system, and seen in the tab's title. */
export function useRinging(
  { id, inboxId, conversationId }: Call,
  name: string,
  since: Instant,
  waiting: boolean,
  { hushed, tell }: Surroundings,
): void {
  const t = useTranslations('call')
  const title = t('isCalling', { name })
  const text = t('ringsText')
  useEffect(() => {
    if (hushed) return
    return inOneTab(id, () => ring(waiting ? 'waiting' : 'call').stop)
  }, [id, waiting, hushed])

  useEffect(() => {
    let before = document.title
    const turn = () => {
      if (document.title === title) document.title = before
      else {
        before = document.title
        document.title = title
      }
    }
    turn()
    const turning = setInterval(turn, TITLE_MS)
    return () => {
      clearInterval(turning)
      if (document.title === title) document.title = before
    }
  }, [title])

  const path = pathOf({ filter: { inboxId, shelf: 'open' }, conversationId })
  const tellNow = useEffectEvent(() =>
    tell({ id, inboxId, since: milliseconds(since), title, body: text, path }),
  )
  useEffect(() => {
    if (hushed) return
    return inOneTab(`${id} told`, tellNow)
  }, [id, title, hushed])
}

// Three tabs are one telephone. When the one that does it is closed, the next goes on.
function inOneTab(name: string, begin: () => () => void): () => void {
  if (!navigator.locks) return begin()
  const over = new AbortController()
  const hold = () => {
    const stop = begin()
    return new Promise<void>((done) => {
      over.signal.addEventListener('abort', () => {
        stop()
        done()
      })
    })
  }
  // One that is not waited for any more says so by an error.
  navigator.locks.request(`ring ${name}`, { signal: over.signal }, hold).catch(() => {})
  return () => over.abort()
}

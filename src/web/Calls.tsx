import { useState, useSyncExternalStore } from 'react'
import { legOf } from '#features/call/call.ts'
import { dialler } from '#features/call/dialler.tsx'
import { useLiveCalls } from '#features/call/live-calls.tsx'
import { useSync } from '#sync/sync.tsx'
import { lazily } from '#ui/lazily.tsx'

const Host = lazily(() => import('./pages/CallHost.tsx').then((module) => module.CallHost))

/** Wakes up what calls need when one rings, goes on, or is to be made: until then it is no part of the page. */
export function Calls() {
  const { connection } = useSync()
  const me = connection.me()?.memberId ?? ''
  const calls = useLiveCalls()
  const dials = useSyncExternalStore(dialler.subscribe, dialler.dialled) !== undefined
  const [awake, wake] = useState(false)
  if (!awake && (dials || calls.some((call) => legOf(call, me)))) wake(true)
  return awake && <Host.Component />
}

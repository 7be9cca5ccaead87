import { useEffect } from 'react'
import { returnRefused } from '#features/message/replies.tsx'
import type { Problem } from '#kit/result.ts'
import { useSync } from '#sync/sync.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'

type Told = (problem: Problem, command: string, input: unknown) => void

const listeners = new Set<Told>()

/** The server refused what had been shown as done; it is undone again by now. */
export const refused: Told = (...refusal) => {
  for (const listener of listeners) listener(...refusal)
}

/** Says each refusal in a toast, and keeps what was written. */
export function Refusals() {
  const sync = useSync()
  const text = useProblemText()
  useEffect(() => {
    const tell: Told = (problem, command, input) => {
      // Calls say themselves what was wrong, where it happened; a draft stays where it is.
      if (!/^(call|draft)\./.test(command)) toasts.problem(text(problem))
      returnRefused(sync, command, input)
      void import('#features/comment/returned.tsx').then(({ returnRefusedComment }) =>
        returnRefusedComment(sync, command, input),
      )
    }
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }, [sync, text])
  return null
}

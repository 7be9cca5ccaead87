import { useEffect } from 'react'
import type { Problem } from '#kit/result.ts'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'

const listeners = new Set<(problem: Problem) => void>()

/** The server refused what had been shown as done; it is undone again by now. */
export function refused(problem: Problem): void {
  for (const listener of listeners) listener(problem)
}

/** Says each refusal in a toast. */
export function Refusals() {
  const text = useProblemText()
  useEffect(() => {
    const tell = (problem: Problem) => toasts.problem(text(problem))
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }, [text])
  return null
}

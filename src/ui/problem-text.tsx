import { createContext, useContext } from 'react'
import type { Problem } from '#kit/result.ts'

/** How a refusal is said in the reader's language; the words come from whoever knows all codes. */
const ProblemTextContext = createContext<(problem: Problem) => string>(({ code }) => code)

export const ProblemTextProvider = ProblemTextContext

export function useProblemText(): (problem: Problem) => string {
  return useContext(ProblemTextContext)
}

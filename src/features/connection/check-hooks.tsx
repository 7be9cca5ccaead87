import { useEffect, useState } from 'react'
import { type FailureCode, isFailureCode } from '#channel/failure.ts'
import { request } from '#ui/request.ts'
import type { Checked } from './connection.api.ts'

type Found = 'good' | FailureCode

/** Whether a number's provider can be asked with its settings; undefined until it has answered. */
export function useCheck(lineId: string): { checked: Found | undefined; check(): void } {
  const [times, setTimes] = useState(0)
  const [answer, setAnswer] = useState<{ times: number; found: Found }>()
  useEffect(() => {
    let current = true
    void request(`/api/lines/${lineId}/check`, {}).then((result) => {
      // What our own server says of itself.
      const problem = result.ok ? (result.value as Checked).problem : 'unknown'
      const found = problem === null ? 'good' : isFailureCode(problem) ? problem : 'unknown'
      if (current) setAnswer({ times, found })
    })
    return () => {
      current = false
    }
  }, [lineId, times])
  return {
    checked: answer?.times === times ? answer.found : undefined,
    check: () => setTimes(times + 1),
  }
}

import { useEffect, useEffectEvent, useRef } from 'react'

const EVERY_MS = 1_000

/** Tells the newest value at once, and while it keeps changing once a second: for what is costly to tell. */
export function useSeldom<Value>(value: Value, tell: (value: Value) => void): void {
  const toldAt = useRef(-EVERY_MS)
  const told = useEffectEvent(() => {
    toldAt.current = performance.now()
    tell(value)
  })
  useEffect(() => {
    const early = toldAt.current + EVERY_MS - performance.now()
    if (early <= 0) return told()
    const timer = setTimeout(told, early)
    return () => clearTimeout(timer)
  }, [value])
}

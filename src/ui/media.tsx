import { useSyncExternalStore } from 'react'

/** Whether the page is on a phone now: one column, larger type. */
export function usePhone(): boolean {
  return useMedia('(width < 48rem)')
}

/** Whether there is no room for the whole sidebar. */
export function useNarrow(): boolean {
  return useMedia('(width < 64rem)')
}

/** A finger rather than a mouse, and a keyboard on the screen. */
export const COARSE = matchMedia('(pointer: coarse)').matches

const queries = new Map<string, MediaQueryList>()

function useMedia(text: string): boolean {
  const query = queries.get(text) ?? matchMedia(text)
  queries.set(text, query)
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => query.matches,
  )
}

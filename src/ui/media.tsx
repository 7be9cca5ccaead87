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

type Media = { subscribe(listener: () => void): () => void; matches(): boolean }

const asked = new Map<string, Media>()

function useMedia(text: string): boolean {
  const media = asked.get(text) ?? mediaOf(text)
  asked.set(text, media)
  return useSyncExternalStore(media.subscribe, media.matches)
}

function mediaOf(text: string): Media {
  const query = matchMedia(text)
  return {
    matches: () => query.matches,
    subscribe(listener) {
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
  }
}

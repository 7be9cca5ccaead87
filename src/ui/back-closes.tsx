import { useEffect, useEffectEvent } from 'react'
import { COARSE } from './media.tsx'

const OVER = 'over the page'

/** Whether the newest entry of the browser's history is something that stands over the page. */
export function isOver(state: unknown): boolean {
  return state === OVER
}

/** On a phone, going back closes what stands over the page, and stays on the page. */
export function useBackCloses(onClose: () => void): void {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (!COARSE) return
    // Not before it is there to stay.
    const entering = setTimeout(() => history.pushState(OVER, ''))
    const leave = () => close()
    addEventListener('popstate', leave)
    return () => {
      clearTimeout(entering)
      removeEventListener('popstate', leave)
      if (isOver(history.state)) history.back()
    }
  }, [])
}

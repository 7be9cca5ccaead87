import { useEffect, useEffectEvent } from 'react'
import { COARSE } from './media.tsx'

const OVER = 'over the page'
let standing = 0

/** Whether the newest entry of the browser's history is something that stands over the page. */
export function isOver(state: unknown): boolean {
  return state === OVER
}

/** On a phone, going back closes what stands over the page, and stays on the page. */
export function useBackCloses(onClose: () => void): void {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (!COARSE) return
    standing++
    // Not before it is there to stay. What takes the place of another one takes its entry, too.
    const entering = setTimeout(() => isOver(history.state) || history.pushState(OVER, ''))
    const leave = () => close()
    addEventListener('popstate', leave)
    return () => {
      clearTimeout(entering)
      removeEventListener('popstate', leave)
      standing--
      setTimeout(() => standing === 0 && isOver(history.state) && history.back())
    }
  }, [])
}

import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import { tick } from './haptics.ts'

/** A row that a finger has pulled aside, and how far its list was scrolled. */
export type Swiped = { id: string; scrolled: number; side: 'left' | 'right' }

/** How far a row stays open, and how far it must be pulled to do something. */
export const OPEN_PX = 96
const ENOUGH_PX = 64
const BEGINS_PX = 10
/** In pixels a millisecond: a flick is enough, however short. */
const FLICK = 0.5
const SPRING = '150ms cubic-bezier(.3, 1.5, .5, 1)'
// The edges of the screen belong to the system: going back begins there.
const EDGE_PX = 24

/**
 * Rows that a finger pulls aside: to the left they stay open and offer something, to the right they act when released.
 * The row is told by `--pulled` how far, the frame by `--uncovered`; nothing is drawn anew while the finger moves.
 */
export function useRowSwipe(
  frameRef: RefObject<HTMLElement | null>,
  onRight: (id: string) => void,
): [Swiped | undefined, () => void] {
  const [swiped, setSwiped] = useState<Swiped>()
  const act = useEffectEvent(onRight)
  useEffect(() => {
    const frame = frameRef.current
    return frame ? follow(frame, setSwiped, (id) => act(id)) : undefined
  }, [frameRef])
  return [swiped, () => frameRef.current?.dispatchEvent(new Event(CLOSE))]
}

const CLOSE = 'close-row'

type Pull = {
  row: HTMLElement
  id: string
  x: number
  y: number
  pulling: boolean
  /** How far and when it was last, and how fast it went there. */
  by: number
  at: number
  speed: number
}

function follow(frame: HTMLElement, show: (swiped: Swiped | undefined) => void, act: (id: string) => void) {
  const abort = new AbortController()
  const { signal } = abort
  let pull: Pull | undefined
  let open: HTMLElement | undefined

  frame.addEventListener('pointerdown', begin, { signal })
  frame.addEventListener('pointermove', move, { signal })
  for (const end of ['pointerup', 'pointercancel'] as const) frame.addEventListener(end, release, { signal })
  for (const away of ['scroll', CLOSE]) frame.addEventListener(away, close, { signal, capture: true })
  return () => abort.abort()

  function begin({ target, pointerType, clientX: x, clientY: y, timeStamp: at }: PointerEvent): void {
    const row = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null
    if (row) close()
    const id = row?.dataset.id
    const atEdge = x < EDGE_PX || x > innerWidth - EDGE_PX
    const begun = { x, y, at, pulling: false, by: 0, speed: 0 }
    pull = row && id && pointerType === 'touch' && !atEdge ? { row, id, ...begun } : undefined
  }

  function move({ clientX, clientY, pointerId, timeStamp }: PointerEvent): void {
    if (!pull) return
    const [dx, dy] = [clientX - pull.x, clientY - pull.y]
    if (!pull.pulling) {
      if (Math.abs(dy) > Math.abs(dx)) pull = undefined
      if (!pull || Math.abs(dx) < BEGINS_PX) return
      pull.pulling = true
      pull.row.setPointerCapture(pointerId)
      const scrolled = pull.row.closest('[role="listbox"]')?.scrollTop ?? 0
      show({ id: pull.id, scrolled, side: dx < 0 ? 'left' : 'right' })
    }
    if (Math.abs(dx) >= ENOUGH_PX !== Math.abs(pull.by) >= ENOUGH_PX) tick()
    pull.speed = (dx - pull.by) / Math.max(1, timeStamp - pull.at)
    pull.by = dx
    pull.at = timeStamp
    place(pull.row, resisted(dx), false)
  }

  function release({ clientX }: PointerEvent): void {
    const done = pull
    pull = undefined
    if (!done?.pulling) return
    const dx = clientX - done.x
    const far = Math.abs(dx) > ENOUGH_PX || done.speed * Math.sign(dx) > FLICK
    if (dx < 0 && far) {
      open = done.row
      return place(done.row, -OPEN_PX, true)
    }
    place(done.row, 0, true)
    show(undefined)
    if (dx > 0 && far) act(done.id)
  }

  function close(): void {
    if (!open) return
    place(open, 0, true)
    open = undefined
    show(undefined)
  }

  function place(row: HTMLElement, by: number, smoothly: boolean): void {
    row.style.transition = smoothly ? `transform ${SPRING}` : 'none'
    row.style.setProperty('--pulled', `${by}px`)
    frame.style.setProperty('--uncovering', smoothly ? SPRING : '0s')
    frame.style.setProperty('--uncovered', `${Math.abs(by)}px`)
  }
}

// Beyond what it needs, a row follows the finger ever more slowly.
function resisted(by: number): number {
  const far = Math.abs(by)
  return Math.sign(by) * (far <= OPEN_PX ? far : OPEN_PX + (far - OPEN_PX) / 4)
}

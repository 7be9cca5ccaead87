import { type RefObject, useEffect, useEffectEvent } from 'react'
import { tick } from './haptics.ts'

const BEGINS_PX = 6
const MOVES = 'transform 120ms ease-out'

type Options = {
  rowHeight: number
  /** The rows that can be put in another order, as they stand now, all beside each other. */
  order(): readonly string[]
  /** A row was put where the one at `to` was. */
  onDrop(id: string, to: number): void
}

/**
 * Rows that are put in order: a mouse takes them anywhere, a finger by what is marked with `data-handle`. A row is told
 * by `--lifted` how far it has gone; nothing is drawn anew while it moves.
 */
export function useRowDrag(frameRef: RefObject<HTMLElement | null>, options: Options): void {
  const order = useEffectEvent(options.order)
  const drop = useEffectEvent(options.onDrop)
  const { rowHeight } = options
  useEffect(() => {
    const frame = frameRef.current
    if (!frame) return
    return follow(frame, { rowHeight, order: () => order(), onDrop: (id, to) => drop(id, to) })
  }, [frameRef, rowHeight])
}

type Drag = { id: string; order: readonly string[]; from: number; to: number; y: number; begun: boolean }

function follow(frame: HTMLElement, { rowHeight, order, onDrop }: Options): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const first = { signal, capture: true }
  let drag: Drag | undefined
  let dropped = false

  frame.addEventListener('pointerdown', begin, first)
  frame.addEventListener('pointermove', move, first)
  frame.addEventListener('pointerup', () => end(true), first)
  frame.addEventListener('pointercancel', () => end(false), first)
  // The click that ends a drag opens nothing.
  frame.addEventListener('click', (event) => dropped && event.stopPropagation(), first)
  return () => abort.abort()

  function begin(event: PointerEvent): void {
    dropped = false
    drag = undefined
    const { target, pointerType, button, clientY: y } = event
    const id = target instanceof Element && target.closest<HTMLElement>('[role="option"]')?.dataset.id
    if (!id || button !== 0 || event.shiftKey || event.ctrlKey || event.metaKey) return
    const byFinger = pointerType === 'touch'
    if (byFinger && !target.closest('[data-handle]')) return
    const ids = order()
    const from = ids.indexOf(id)
    if (from < 0 || ids.length < 2) return
    drag = { id, order: ids, from, to: from, y, begun: false }
    // What a finger does with a row elsewhere is not meant here.
    if (byFinger) event.stopPropagation()
  }

  function move({ clientY, pointerId }: PointerEvent): void {
    if (!drag) return
    const { id, from, order, y } = drag
    if (!drag.begun && Math.abs(clientY - y) < BEGINS_PX) return
    if (!drag.begun) frame.setPointerCapture(pointerId)
    drag.begun = true
    const by = Math.min(Math.max(clientY - y, -from * rowHeight), (order.length - 1 - from) * rowHeight)
    const to = from + Math.round(by / rowHeight)
    if (to !== drag.to) tick()
    drag.to = to
    for (const [index, other] of order.entries()) {
      if (other === id) continue
      const aside = index > from && index <= to ? -1 : index < from && index >= to ? 1 : 0
      lift(other, aside * rowHeight, MOVES)
    }
    lift(id, by, 'none')
    rowOf(id)?.setAttribute('data-lifted', '')
  }

  function end(done: boolean): void {
    const ended = drag
    drag = undefined
    if (!ended?.begun) return
    dropped = true
    for (const id of ended.order) lift(id, 0, 'none')
    rowOf(ended.id)?.removeAttribute('data-lifted')
    if (done && ended.to !== ended.from) onDrop(ended.id, ended.to)
  }

  function lift(id: string, by: number, transition: string): void {
    const row = rowOf(id)
    if (!row) return
    row.style.transition = transition
    row.style.setProperty('--lifted', `${by}px`)
  }

  function rowOf(id: string): HTMLElement | null {
    return frame.querySelector<HTMLElement>(`[data-id="${id}"]`)
  }
}

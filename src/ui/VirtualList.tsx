import {
  type MouseEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { rowsInView } from './virtual-rows.ts'

export type VirtualListHandle = { reveal(index: number): void; focus(): void }

type Props = {
  ref?: Ref<VirtualListHandle>
  ids: readonly string[]
  rowHeight: number
  /** Where the active row stands, or -1. It stays in the page wherever the list is scrolled to: what has the focus must exist. */
  activeAt: number
  label: string
  busy?: boolean
  /** Each row is an option that carries its id as `data-id`, and as the end of its own `id`. */
  renderRow(id: string, index: number, top: number): ReactNode
  onChoose(id: string): void
  /** Marks a row, or all up to it: by its box (anything with `data-mark`), by Ctrl or Shift and a click, by a long press. */
  onMark?(id: string, upTo: boolean): void
  /** Some rows are marked: a tap marks further ones. */
  marking?: boolean
  onPoint(id: string): void
  /** The end of what is here comes near. */
  onNearEnd(): void
  /** The person is pointing at something: it should not move away. */
  onTouch(): void
}

const NEAR_END_ROWS = 30

export function optionId(id: string): string {
  return `option-${id}`
}

/** A listbox over any number of rows of one height, of which only those in view are in the page. */
export function VirtualList(props: Props) {
  const { ref, ids, rowHeight, activeAt, label, busy = false } = props
  const { renderRow, onChoose, onMark, marking = false, onPoint, onNearEnd, onTouch } = props
  const scrollerRef = useRef<HTMLDivElement>(null)
  const pressedRef = useLongPress(scrollerRef, (id) => onMark?.(id, false))
  const [shown, measure, show] = useShownRows(scrollerRef, ids, rowHeight)
  useImperativeHandle(ref, () => ({
    reveal: (index) => show(index * rowHeight),
    focus: () => scrollerRef.current?.focus({ preventScroll: true }),
  }))
  const first = Math.max(0, shown.above - OVERSCAN)
  const last = Math.min(ids.length, first + shown.count + 2 * OVERSCAN)
  useEffect(() => {
    if (last > ids.length - NEAR_END_ROWS) onNearEnd()
  }, [last, ids.length, onNearEnd])

  const activeId = ids[activeAt]

  function choose(event: MouseEvent<HTMLElement>): void {
    // The click that ends a long press is not another one.
    if (pressedRef.current) return void (pressedRef.current = false)
    const { ctrlKey, metaKey, shiftKey, target } = event
    const onBox = target instanceof Element && target.closest('[data-mark]') !== null
    const tapped = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch'
    const marks = ctrlKey || metaKey || shiftKey || onBox || (tapped && marking)
    idOf(event, (id) => (onMark && marks ? onMark(id, shiftKey) : onChoose(id)))
  }

  return (
    // The keys are the page's own: they work wherever the focus is.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      ref={scrollerRef}
      // No tag holds a list of which only a part is in the page.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-busy={busy}
      aria-multiselectable={onMark !== undefined}
      aria-activedescendant={activeId === undefined ? undefined : optionId(activeId)}
      className="relative h-full overflow-x-hidden overflow-y-auto overscroll-contain select-none [-webkit-touch-callout:none] [overflow-anchor:none] focus-visible:outline-none"
      onScroll={measure}
      onClick={choose}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onPointerOver={(event) => idOf(event, onPoint)}
      onPointerMove={onTouch}
      onWheel={onTouch}
    >
      <div role="presentation" className="relative" style={{ height: ids.length * rowHeight }}>
        {rowsInView(first, last, activeAt).map((index) => {
          const id = ids[index]
          return id === undefined ? null : renderRow(id, index, index * rowHeight)
        })}
      </div>
    </div>
  )
}

function idOf({ target }: SyntheticEvent, tell: (id: string) => void): void {
  const row = target instanceof Element ? target.closest<HTMLElement>('[role="option"]') : null
  const id = row?.dataset.id
  if (id !== undefined) tell(id)
}

const LONG_PRESS_MS = 450
const STILL_PX = 10

// A finger that rests on a row. The answer says whether the next click is the end of it.
function useLongPress(scrollerRef: RefObject<HTMLElement | null>, tell: (id: string) => void) {
  const pressedRef = useRef(false)
  const told = useEffectEvent(tell)
  useEffect(() => {
    const scroller = scrollerRef.current
    if (!scroller) return
    const abort = new AbortController()
    const { signal } = abort
    let timer: ReturnType<typeof setTimeout> | undefined
    let from: PointerEvent | undefined
    const end = () => {
      clearTimeout(timer)
      from = undefined
    }
    scroller.addEventListener(
      'pointerdown',
      (event) => {
        end()
        pressedRef.current = false
        const row =
          event.target instanceof Element ? event.target.closest<HTMLElement>('[role="option"]') : null
        const id = row?.dataset.id
        if (event.pointerType !== 'touch' || id === undefined) return
        from = event
        timer = setTimeout(() => {
          pressedRef.current = true
          navigator.vibrate?.(10)
          told(id)
        }, LONG_PRESS_MS)
      },
      { signal },
    )
    scroller.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > STILL_PX) end()
      },
      { signal },
    )
    for (const over of ['pointerup', 'pointercancel', 'scroll'])
      scroller.addEventListener(over, end, { signal, passive: true })
    // The system's own menu for a long press would cover the row.
    scroller.addEventListener('contextmenu', (event) => from && event.preventDefault(), { signal })
    return () => {
      end()
      abort.abort()
    }
  }, [scrollerRef])
  return pressedRef
}

const OVERSCAN = 6

/** The rows about the part that is seen. `above`: how many have been scrolled past; `atStart`: none, not even in part. */
type Shown = { above: number; count: number; atStart: boolean }

/**
 * When rows come or go above, what the person looks at stays where it is: it is drawn at its new place at once, and the
 * list is scrolled there before anybody sees it. At the very top the newest is shown.
 */
function useShownRows(
  scrollerRef: RefObject<HTMLDivElement | null>,
  ids: readonly string[],
  rowHeight: number,
) {
  const [seen, setSeen] = useState({ ids, shown: START, moved: 0 })
  let { shown } = seen
  if (seen.ids !== ids) {
    const by = shown.atStart ? 0 : movedBy(seen.ids, ids, shown.above)
    shown = { ...shown, above: shown.above + by }
    setSeen({ ids, shown, moved: seen.moved + by })
  }
  // As they were last measured: asking the page again in the middle of a change would have it laid out twice.
  const sizeRef = useRef({ top: 0, height: 0 })
  const place = useCallback(
    (top: number, height: number) => {
      sizeRef.current = { top, height }
      const above = Math.max(0, Math.floor(top / rowHeight))
      const count = Math.ceil(height / rowHeight)
      const atStart = top <= 0
      setSeen((before) => {
        const { shown } = before
        const same = shown.above === above && shown.count === count && shown.atStart === atStart
        return same ? before : { ...before, shown: { above, count, atStart } }
      })
    },
    [rowHeight],
  )
  const measure = useCallback(() => {
    const element = scrollerRef.current
    if (element) place(element.scrollTop, element.clientHeight)
  }, [scrollerRef, place])
  const scrollTo = useCallback(
    (top: number) => {
      if (scrollerRef.current) scrollerRef.current.scrollTop = top
      place(top, sizeRef.current.height)
    },
    [scrollerRef, place],
  )
  const show = useCallback(
    (rowTop: number) => {
      const { top, height } = sizeRef.current
      if (rowTop < 0) return
      if (rowTop < top) scrollTo(rowTop)
      else if (rowTop + rowHeight > top + height) scrollTo(rowTop + rowHeight - height)
    },
    [scrollTo, rowHeight],
  )
  const followedRef = useRef(0)
  useLayoutEffect(() => {
    const by = seen.moved - followedRef.current
    followedRef.current = seen.moved
    if (by !== 0) scrollTo(sizeRef.current.top + by * rowHeight)
  }, [scrollTo, seen.moved, rowHeight])
  useLayoutEffect(() => {
    const element = scrollerRef.current
    if (!element) return
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scrollerRef, measure])
  return [shown, measure, show] as const
}

const START: Shown = { above: 0, count: 12, atStart: true }

const LOOKS_AHEAD = 40
const NEAR = 500

// How far what is seen has moved. The first row of it that is still there says so.
function movedBy(before: readonly string[], now: readonly string[], above: number): number {
  for (const [offset, id] of before.slice(above, above + LOOKS_AHEAD).entries()) {
    const place = placeNear(now, id, above + offset)
    if (place >= 0) return place - above - offset
  }
  return 0
}

// Rows come and go a few at a time: what was here has not gone far. Looking through all of them would cost a frame.
function placeNear(ids: readonly string[], id: string, place: number): number {
  for (let far = 0; far <= NEAR; far++) {
    if (ids[place + far] === id) return place + far
    if (ids[place - far] === id) return place - far
  }
  return -1
}

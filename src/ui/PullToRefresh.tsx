import { ArrowDown, Check, CloudOff, RefreshCw } from 'lucide-react'
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from './class-names.ts'
import { tick } from './haptics.ts'

type State = 'nothing' | 'pulled' | 'enough' | 'asking' | 'up-to-date' | 'unreachable'

const BEGINS_PX = 12
const ENOUGH_PX = 72
const FURTHEST_PX = 96
const SAID_MS = 1_400

const ICONS = {
  pulled: ArrowDown,
  enough: RefreshCw,
  asking: RefreshCw,
  'up-to-date': Check,
  unreachable: CloudOff,
}

/**
 * A list that a finger pulls down at its top asks whether there is more. The page is live and needs no asking; who
 * wants to be sure is told. `onRefresh` answers whether everything is here now.
 */
export function PullToRefresh({
  frameRef,
  onRefresh,
}: {
  frameRef: RefObject<HTMLElement | null>
  onRefresh(): Promise<boolean>
}) {
  const t = useTranslations('ui')
  const [state, become] = useState<State>('nothing')
  const saying = useRef<HTMLParagraphElement>(null)
  const refresh = useEffectEvent(async () => {
    become('asking')
    place(saying.current, ENOUGH_PX, true)
    become((await onRefresh()) ? 'up-to-date' : 'unreachable')
    setTimeout(() => {
      place(saying.current, 0, true)
      become('nothing')
    }, SAID_MS)
  })
  useEffect(() => {
    const frame = frameRef.current
    if (!frame) return
    return follow(frame, {
      pull(by) {
        become(by >= ENOUGH_PX ? 'enough' : 'pulled')
        place(saying.current, by, false)
      },
      release(enough) {
        if (enough) return void refresh()
        place(saying.current, 0, true)
        become('nothing')
      },
    })
  }, [frameRef])
  const Icon = state === 'nothing' ? undefined : ICONS[state]
  return (
    <p
      ref={saying}
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 top-0 z-10 mx-auto flex h-10 w-fit -translate-y-12 items-center gap-2 rounded-full bg-raised px-4 text-sm font-medium shadow-floating empty:invisible"
    >
      {Icon && (
        <>
          <Icon
            aria-hidden="true"
            className={cx('size-4 text-muted', state === 'asking' && 'motion-safe:animate-spin')}
          />
          {t(`pull.${state === 'nothing' ? 'pulled' : state}`)}
        </>
      )}
    </p>
  )
}

function place(element: HTMLElement | null, by: number, smoothly: boolean): void {
  if (!element) return
  element.style.transition = smoothly ? 'translate 150ms cubic-bezier(.2, .8, .2, 1)' : 'none'
  element.style.translate = `0 ${Math.min(by, FURTHEST_PX) - 48}px`
}

// Touches rather than pointers: the browser goes on telling of them while it scrolls by itself.
function follow(frame: HTMLElement, on: { pull(by: number): void; release(enough: boolean): void }) {
  const abort = new AbortController()
  const options = { signal: abort.signal, passive: true }
  let begun: { x: number; y: number; by: number } | undefined

  frame.addEventListener('touchstart', begin, options)
  frame.addEventListener('touchmove', move, options)
  for (const end of ['touchend', 'touchcancel'] as const) frame.addEventListener(end, release, options)
  return () => abort.abort()

  function begin({ touches, target }: TouchEvent): void {
    const [touch, another] = touches
    const list = target instanceof Element ? target.closest('[role="listbox"]') : null
    begun =
      touch && !another && list?.scrollTop === 0 ? { x: touch.clientX, y: touch.clientY, by: 0 } : undefined
  }

  function move({ touches: [touch] }: TouchEvent): void {
    if (!begun || !touch) return
    const [dx, dy] = [touch.clientX - begun.x, touch.clientY - begun.y]
    // A row that is pulled aside, or a list that is scrolled, is something else.
    if (begun.by === 0 && (dy < 0 || Math.abs(dx) > Math.max(dy, BEGINS_PX))) begun = undefined
    if (!begun || dy < BEGINS_PX) return
    const by = (dy - BEGINS_PX) * 0.6
    if (by >= ENOUGH_PX && begun.by < ENOUGH_PX) tick()
    begun.by = by
    on.pull(by)
  }

  function release(): void {
    if (begun && begun.by > 0) on.release(begun.by >= ENOUGH_PX)
    begun = undefined
  }
}

import { ArrowDown } from 'lucide-react'
import {
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'

const NEAR_START_PX = 900
const AWAY_PX = 400

export type TailHandle = { toNewest(): void }

/**
 * A log that stands at its newest end. The browser keeps it there: what is added before the start or grows above moves
 * nothing that is read, and neither does what comes at the end while the person has scrolled away from it.
 */
export function Tail({
  ref,
  label,
  logId,
  newestId,
  start,
  onNearStart,
  onNearEnd,
  onNewest,
  children,
}: {
  ref?: Ref<TailHandle>
  label: string
  /** Another log begins at its newest end. */
  logId: string
  newestId: string | undefined
  /** What stands before the oldest item. */
  start: ReactNode
  onNearStart(): void
  /** Its end is not the newest one: there is more to come, and another end to go to. */
  onNearEnd?: () => void
  onNewest?: () => void
  children: ReactNode
}) {
  const t = useTranslations('ui')
  const scrollerRef = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)
  useImperativeHandle(ref, () => ({ toNewest }))
  const scrolledRef = useRef(false)
  useLayoutEffect(() => {
    if (scrollerRef.current && scrolledRef.current) scrollerRef.current.scrollTop = 0
  }, [logId])
  // Together with the frame's own layout: asking for it earlier would have it done twice.
  useEffect(() => {
    const frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  })
  useSteadyWhereTheBrowserIsNot(scrollerRef, newestId)

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scrollerRef}
        role="log"
        aria-label={label}
        // What scrolls must be within reach of the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-keeps-arrows
        onScroll={look}
        className="flex h-full flex-col-reverse overflow-x-hidden overflow-y-auto overscroll-contain focus-visible:outline-offset-[-3px]"
      >
        <div className="px-5 pt-4 pb-3 phone:px-3">
          {start}
          {children}
        </div>
      </div>
      {(away || onNewest) && (
        <button
          type="button"
          onClick={toNewest}
          className="appear absolute right-5 bottom-3 flex h-8 items-center gap-1.5 rounded-full bg-raised px-3 text-xs font-medium text-ink shadow-floating hover:bg-hover phone:h-11"
        >
          <ArrowDown aria-hidden="true" className="size-3.5" />
          {t('newest')}
        </button>
      )}
    </div>
  )

  function look(): void {
    const element = scrollerRef.current
    if (!element) return
    scrolledRef.current = element.scrollTop < 0
    setAway(element.scrollTop < -AWAY_PX)
    if (element.scrollHeight - element.clientHeight + element.scrollTop < NEAR_START_PX) onNearStart()
    if (element.scrollTop > -NEAR_START_PX) onNearEnd?.()
  }

  function toNewest(): void {
    onNewest?.()
    scrollerRef.current?.scrollTo({ top: 0 })
  }
}

const STEADY = CSS.supports('overflow-anchor', 'auto')

// Browsers without scroll anchoring would move what is read by the height of what came at the end.
function useSteadyWhereTheBrowserIsNot(
  scrollerRef: RefObject<HTMLDivElement | null>,
  newestId: string | undefined,
) {
  const beforeRef = useRef({ newestId, height: 0 })
  useLayoutEffect(() => {
    const element = scrollerRef.current
    if (!element || STEADY) return
    const { newestId: old, height } = beforeRef.current
    beforeRef.current = { newestId, height: element.scrollHeight }
    if (old !== newestId && element.scrollTop < -1) element.scrollTop -= element.scrollHeight - height
  })
}

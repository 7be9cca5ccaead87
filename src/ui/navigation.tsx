import { type ComponentProps, type MouseEvent, useSyncExternalStore } from 'react'
import { isOver } from './back-closes.tsx'

/**
 * Where the person is. Changed and told synchronously, so that what a key opens is painted in the same frame; the
 * browser's address bar may follow a moment later.
 */
export type Place = { path: string; search: string; state: unknown }

export type Navigation = {
  /** In place of the current entry of the browser's history. */
  replace?: boolean
  /** The address bar follows when it is quiet: for a person who runs through a list. Implies `replace`. */
  passing?: boolean
  state?: unknown
}

const QUIET_MS = 250
const listeners = new Set<() => void>()
let place = read()
let late: ReturnType<typeof setTimeout> | undefined

addEventListener('popstate', () => {
  clearTimeout(late)
  late = undefined
  place = read()
  tell()
})
addEventListener('pagehide', write)

export function navigate(
  to: string,
  { replace = false, passing = false, state = null }: Navigation = {},
): void {
  const { pathname, search } = new URL(to, location.origin)
  if (!replace && !passing) write()
  const next = { path: pathname, search, state }
  if (passing) {
    clearTimeout(late)
    late = setTimeout(write, QUIET_MS)
  } else {
    clearTimeout(late)
    late = undefined
    // What stood over the page is gone, and so is its entry.
    if (replace || isOver(history.state)) history.replaceState(state, '', to)
    else history.pushState(state, '', to)
  }
  place = next
  tell()
}

export function currentPlace(): Place {
  return place
}

export function usePlace<T>(select: (place: Place) => T): T {
  return useSyncExternalStore(subscribe, () => select(place))
}

export function Link({ to, onClick, children, ...rest }: ComponentProps<'a'> & { to: string }) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event)
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0
    if (elsewhere || event.defaultPrevented) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(): void {
  for (const listener of listeners) listener()
}

function read(): Place {
  return { path: location.pathname, search: location.search, state: history.state }
}

function write(): void {
  if (late === undefined) return
  clearTimeout(late)
  late = undefined
  history.replaceState(place.state, '', place.path + place.search)
}

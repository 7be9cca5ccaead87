import { useSeldom } from './seldom.tsx'

/** What the browser's tab says while the calling page is shown. */
export function useTitle(title: string): void {
  useSeldom(title, (title) => {
    document.title = `${title} · Centralita`
  })
}

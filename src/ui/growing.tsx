import { type RefObject, useLayoutEffect } from 'react'

const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content')

/** A text area as high as its text, in every browser. */
export function useGrowing(areaRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = areaRef.current
    if (!element || GROWS_BY_ITSELF) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [areaRef, text])
}

// Less than any keyboard, more than a browser's own bars.
const LEAST_PX = 120

/**
 * Keeps what stands at the bottom above the keyboard on the screen. Most browsers make the page smaller themselves, as
 * the page asks them to; on the others its height follows what can be seen of it.
 */
export function keepAboveKeyboard(): void {
  const { visualViewport: seen, document } = globalThis
  if (!seen) return
  const follow = () => {
    const covered = seen.scale === 1 && innerHeight - seen.height > LEAST_PX
    if (covered) document.documentElement.style.setProperty('--seen-height', `${seen.height}px`)
    else document.documentElement.style.removeProperty('--seen-height')
    // The browser scrolls the page to the field; there is nothing to scroll to.
    if (covered) scrollTo(0, 0)
  }
  seen.addEventListener('resize', follow)
  seen.addEventListener('scroll', follow)
}

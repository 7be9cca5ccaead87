import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect, useState } from 'react'
import { Kbd } from './Kbd.tsx'

type Tip = { anchor: Element; text: string; keys: string | undefined }

const AFTER_MS = 450

/** The one tooltip of the page: for whatever under the pointer or the focus carries `data-tip`. */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => listen(setTip), [])
  return (
    <Tooltip.Root open={tip !== undefined} onOpenChange={(open) => open || setTip(undefined)}>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={tip?.anchor ?? null} sideOffset={6} collisionPadding={8} className="z-50">
          <Tooltip.Popup
            // Whatever carries it has these words as its name already.
            aria-hidden="true"
            className="flex items-center gap-2 rounded-md bg-raised px-2 py-1 text-xs text-ink shadow-floating"
          >
            {tip?.text}
            {tip?.keys && <Kbd keys={tip.keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

function listen(show: (tip: Tip | undefined) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const abort = new AbortController()
  const { signal } = abort
  addEventListener('pointerover', ({ target, pointerType }) => pointerType === 'mouse' && over(target), {
    signal,
  })
  addEventListener('focusin', ({ target }) => isKeyFocus(target) && over(target), { signal })
  for (const end of ['pointerdown', 'keydown', 'focusout', 'wheel'])
    addEventListener(end, () => over(null), { signal, passive: true })
  return () => {
    clearTimeout(timer)
    abort.abort()
  }

  function over(target: EventTarget | null): void {
    clearTimeout(timer)
    const anchor = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
    const { tip: text, tipKeys: keys } = anchor?.dataset ?? {}
    if (anchor && text) timer = setTimeout(() => show({ anchor, text, keys }), AFTER_MS)
    else show(undefined)
  }
}

function isKeyFocus(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(':focus-visible')
}

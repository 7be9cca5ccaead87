import { CircleAlert, Undo2, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from './class-names.ts'
import { Kbd } from './Kbd.tsx'
import { type Toast, toasts } from './toasts.ts'

const SHOWN_MS = 10_000

/** Where toasts appear. Always there, or a screen reader would not notice what comes into it. */
export function Toasts() {
  const all = useSyncExternalStore(toasts.subscribe, toasts.all)
  const t = useTranslations('ui')
  return (
    <output
      aria-label={t('notifications')}
      className="pointer-events-none fixed bottom-4 left-4 z-40 flex max-w-[calc(100vw-2rem)] flex-col items-start gap-2 phone:right-4 phone:items-center phone:bottom-[calc(4.5rem+env(safe-area-inset-bottom))]"
    >
      {all.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </output>
  )
}

function ToastCard({ toast: { id, tone, text, undo } }: { toast: Toast }) {
  const t = useTranslations('ui')
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => toasts.dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, held])

  return (
    <div
      className={cx(
        'appear pointer-events-auto flex min-h-10 max-w-full items-center gap-3 rounded-lg bg-raised py-1 pr-1.5 pl-3.5 text-sm shadow-floating',
        tone === 'problem' && 'text-danger',
      )}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      {tone === 'problem' && <CircleAlert aria-hidden="true" className="size-4 shrink-0" />}
      <span className="min-w-0 py-1">{text}</span>
      {undo && (
        <button
          type="button"
          className="flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-accent-text hover:bg-hover phone:h-11"
          onClick={() => {
            toasts.dismiss(id)
            undo()
          }}
        >
          <Undo2 aria-hidden="true" className="size-3.5" />
          {t('undo')}
          <Kbd keys="mod+z" className="phone:hidden" />
        </button>
      )}
      <button
        type="button"
        aria-label={t('dismiss')}
        className="grid size-7 shrink-0 place-items-center rounded-md text-faint hover:bg-hover hover:text-ink phone:size-11"
        onClick={() => toasts.dismiss(id)}
      >
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </div>
  )
}

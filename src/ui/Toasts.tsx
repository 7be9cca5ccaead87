import { CircleAlert, Undo2, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from './class-names.ts'
import { Kbd } from './Kbd.tsx'
import { useKeys } from './Shortcuts.tsx'
import { JUST_NOW_MS, type Toast, toasts } from './toasts.ts'

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

function ToastCard({ toast: { id, tone, text, undo, saving } }: { toast: Toast }) {
  const t = useTranslations('ui')
  const [keys] = useKeys('undo')
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => toasts.dismiss(id), JUST_NOW_MS)
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
      {saving && <Saving until={saving} />}
      {undo && (
        <button
          type="button"
          className="flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-accent-text hover:bg-hover phone:h-11"
          onClick={() => toasts.undo(id)}
        >
          <Undo2 aria-hidden="true" className="size-3.5" />
          {t('undo')}
          {keys && <Kbd keys={keys} className="phone:hidden" />}
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

const SOON_MS = 500

// Only for what takes its time: most is saved before anybody could read this.
function Saving({ until }: { until: Promise<unknown> }) {
  const t = useTranslations('ui')
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SOON_MS)
    const end = () => {
      clearTimeout(timer)
      setShown(false)
    }
    void until.then(end, end)
    return end
  }, [until])
  if (!shown) return null
  return <span className="shrink-0 text-xs text-muted">{t('saving')}</span>
}

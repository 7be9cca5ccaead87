import { BellRing } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { askPermission, usePermission } from './desktop.tsx'
import { notificationType } from './notification.ts'

const KEPT = 'centralita.desktop-offer'

/** Asks once in this browser, when something has come that it could have told of, whether it may. */
export function DesktopOffer() {
  const t = useTranslations('notification')
  const allowed = usePermission()
  const [answered, setAnswered] = useState(() => localStorage.getItem(KEPT) !== null)
  const came = useSomethingCame()
  if (answered || !came || allowed !== 'default') return null
  return (
    <section
      aria-label={t('offer.title')}
      className="flex min-h-11 shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-4 py-1.5 text-sm"
    >
      <BellRing aria-hidden="true" className="size-4 shrink-0 text-accent-text phone:hidden" />
      <p>{t('offer.text')}</p>
      <div className="flex gap-1.5">
        <Button
          onClick={() => {
            answer()
            void askPermission()
          }}
        >
          {t('devices.allow')}
        </Button>
        <Button look="ghost" onClick={answer}>
          {t('offer.notNow')}
        </Button>
      </div>
    </section>
  )

  function answer(): void {
    localStorage.setItem(KEPT, 'asked')
    setAnswered(true)
  }
}

// Since the page was opened: nobody is asked at the door.
function useSomethingCame(): boolean {
  const { store } = useSync()
  const [since] = useState(() => new Date().toISOString())
  const [came, setCame] = useState(false)
  useEffect(() => {
    if (came) return undefined
    return store.onChange((changes) => {
      for (const { type, id } of changes.values()) {
        const told = type === notificationType.name ? store.get(notificationType, id) : undefined
        if (told?.readAt === null && told.at > since && told.media.includes('desktop')) setCame(true)
      }
    })
  }, [store, came, since])
  return came
}

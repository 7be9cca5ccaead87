import { ShieldCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { navigate } from '#ui/navigation.tsx'
import { request } from '#ui/request.ts'
import { askStanding } from './enter.tsx'

/** Offers a second factor to who could do the most harm without one, until they take it or decline. */
export function SecondFactorOffer() {
  const t = useTranslations('sign-in')
  const [offered, setOffered] = useState(false)
  useEffect(() => {
    let current = true
    void askStanding().then((result) => {
      if (current && result.ok && result.value.at === 'inside') setOffered(result.value.offer)
    })
    return () => {
      current = false
    }
  }, [])
  if (!offered) return null
  return (
    <section
      aria-label={t('offer.title')}
      className="flex min-h-11 shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-4 py-1.5 text-sm"
    >
      <ShieldCheck aria-hidden="true" className="size-4 shrink-0 text-accent-text phone:hidden" />
      <p>{t('offer.text')}</p>
      <div className="flex gap-1.5">
        <Button
          onClick={() => {
            setOffered(false)
            navigate('/settings/security')
          }}
        >
          {t('offer.setUp')}
        </Button>
        <Button look="ghost" onClick={decline}>
          {t('offer.notNow')}
        </Button>
      </div>
    </section>
  )

  function decline(): void {
    setOffered(false)
    void request('/api/account/decline-second-factor', {})
  }
}

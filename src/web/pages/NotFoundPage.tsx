import { Compass } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useTitle } from '#ui/title.tsx'

export function NotFoundPage() {
  const t = useTranslations('web')
  useTitle(t('notFound.title'))
  return (
    <div className="grid h-full place-items-center bg-surface">
      <EmptyState
        wholePage
        icon={<Compass />}
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={<Button onClick={() => navigate('/inbox')}>{t('notFound.action')}</Button>}
      />
    </div>
  )
}

import { useTranslations } from 'use-intl'
import type { MenuPlace } from '#ui/command-menu.ts'
import { MoreTexts } from '../settings/MoreTexts.tsx'
import { Finder } from './Finder.tsx'
import { LinkMenu } from './LinkMenu.tsx'
import { useSources } from './sources.tsx'

/** Everything that can be done or gone to, by its first letters; or just what is asked for at this place. */
export function CommandMenu({ place }: { place: MenuPlace }) {
  if (place.linking === undefined) return <Everything place={place} />
  return (
    <MoreTexts>
      <LinkMenu place={place} conversationId={place.linking} />
    </MoreTexts>
  )
}

function Everything({ place }: { place: MenuPlace }) {
  const t = useTranslations('web')
  const [title, placeholder] = place.people
    ? [t('findContact'), t('findContact')]
    : [t('commandMenu'), t('menu.placeholder')]
  return <Finder place={place} sources={useSources()} title={title} placeholder={placeholder} />
}

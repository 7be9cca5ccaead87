import { ArrowLeft, ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '#features/member/member-hooks.tsx'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { usePhone } from '#ui/media.tsx'
import { Link, navigate } from '#ui/navigation.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { useTitle } from '#ui/title.tsx'
import { NotFoundPage } from '../pages/NotFoundPage.tsx'
import { MoreTexts } from './MoreTexts.tsx'
import { PAGES } from './pages.tsx'
import { pathOfSection, type SectionId, sectionsFor } from './sections.ts'

type Props = {
  /** As the address names it; undefined: the list of all, which stands beside them where there is room. */
  section: string | undefined
  rest: string | undefined
}

/** Everything that can be chosen: a list of sections, and the page of one of them. On a phone, one or the other. */
export function SettingsPage({ section, rest }: Props) {
  const phone = usePhone()
  const sections = sectionsFor(useMe()?.role)
  const shown = section ?? (phone ? undefined : sections[0]?.id)
  const open = sections.find(({ id }) => id === shown)
  if (shown !== undefined && !open) return <NotFoundPage />
  return (
    <MoreTexts>
      <div className="flex h-full bg-surface">
        {!(phone && open) && <Sections current={open?.id} />}
        {open && <Opened key={open.id} id={open.id} rest={rest} />}
      </div>
    </MoreTexts>
  )
}

const GROUPS = ['you', 'workspace'] as const

function Sections({ current }: { current: SectionId | undefined }) {
  const t = useTranslations('web')
  const phone = usePhone()
  const sections = sectionsFor(useMe()?.role)
  useTitle(t('settings.title'))
  return (
    <nav
      aria-label={t('settings.title')}
      className="flex w-58 shrink-0 flex-col overflow-y-auto border-r border-line px-2 pb-6 phone:w-full phone:border-0 phone:px-4 phone:safe-top"
    >
      <h1 className="flex h-13 shrink-0 items-center px-2.5 text-base font-strong phone:h-16 phone:px-1 phone:text-xl">
        {t('settings.title')}
      </h1>
      {GROUPS.map((group) => (
        <section key={group} aria-label={t(`settings.group.${group}`)} className="pb-4">
          <h2 className="px-2.5 pb-1 text-xs font-medium text-faint phone:px-1">
            {t(`settings.group.${group}`)}
          </h2>
          <ul className="phone:overflow-hidden phone:rounded-lg phone:border phone:border-line">
            {sections
              .filter((section) => section.group === group)
              .map(({ id }) => (
                <li key={id} className="phone:border-line phone:not-last:border-b">
                  <Link
                    to={pathOfSection(id)}
                    aria-current={id === current ? 'page' : undefined}
                    className={cx(
                      'flex h-8 items-center gap-2.5 rounded-md px-2.5 hover:bg-hover phone:h-13 phone:rounded-none phone:px-4 phone:text-base',
                      id === current ? 'bg-selected font-medium text-ink' : 'text-ink',
                    )}
                  >
                    <span aria-hidden="true" className="text-muted [&_svg]:size-4 phone:[&_svg]:size-5">
                      {PAGES[id].icon}
                    </span>
                    <span className="min-w-0 flex-1 truncate">{t(`settings.section.${id}`)}</span>
                    {phone && <ChevronRight aria-hidden="true" className="size-4 text-faint" />}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Opened({ id, rest }: { id: SectionId; rest: string | undefined }) {
  const t = useTranslations('web')
  const phone = usePhone()
  const heading = useRef<HTMLHeadingElement>(null)
  const { Page } = PAGES[id]
  useTitle(t(`settings.section.${id}`))
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="min-w-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-3xl px-8 pt-8 pb-16 phone:px-4 phone:pt-0">
        <div className="mb-6 flex items-center gap-1 phone:-mx-3 phone:mb-3 phone:h-14 phone:safe-top phone:box-content">
          {(phone || rest !== undefined) && (
            <IconButton
              label={t('settings.back')}
              onClick={() => navigate(rest === undefined ? '/settings' : pathOfSection(id))}
            >
              <ArrowLeft aria-hidden="true" className="size-5" />
            </IconButton>
          )}
          <h1 ref={heading} tabIndex={-1} className="text-xl font-strong outline-none phone:text-lg">
            {t(`settings.section.${id}`)}
          </h1>
        </div>
        <div className="relative">
          <Page meanwhile={<SkeletonRows />} rest={rest} />
        </div>
      </div>
    </div>
  )
}

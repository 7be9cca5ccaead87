import { Layers } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { Inbox } from '#features/inbox/inbox.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { cx } from '#ui/class-names.ts'
import { Link } from '#ui/navigation.tsx'
import { pathOf } from './paths.ts'
import { useCounts } from './unread-counts.tsx'

/** `list` beside the page, `rail` where there is room for emojis only, `strip` across the top of a phone. */
export type NavForm = 'list' | 'rail' | 'strip'

const LISTS: Record<NavForm, string> = {
  list: 'flex flex-col gap-px px-2',
  rail: 'flex flex-col items-center gap-1',
  strip: 'flex gap-1.5 px-3',
}

const LINKS: Record<NavForm, string> = {
  list: 'flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm',
  rail: 'relative grid size-10 place-items-center rounded-lg text-lg',
  strip: 'flex h-11 shrink-0 items-center gap-2 rounded-full border px-4 text-sm whitespace-nowrap',
}

/** The way to each of the member's inboxes, with what is unread in it. */
export function InboxesNav({ form, currentId }: { form: NavForm; currentId: string | null | undefined }) {
  const t = useTranslations('conversation')
  const inboxes = useInboxes()
  return (
    <nav aria-label={t('inboxes')}>
      <ul className={LISTS[form]}>
        {inboxes
          .toSorted((a, b) => Number(a.ownerId !== null) - Number(b.ownerId !== null))
          .map((inbox, index, sorted) => (
            <li key={inbox.id} className={cx(form === 'strip' && 'flex items-center gap-3')}>
              {inbox.ownerId !== null && sorted[index - 1]?.ownerId === null && (
                <PrivateHeading form={form} />
              )}
              <InboxLink form={form} inbox={inbox} current={inbox.id === currentId} />
            </li>
          ))}
      </ul>
    </nav>
  )
}

function PrivateHeading({ form }: { form: NavForm }) {
  const t = useTranslations('conversation')
  const Heading = form === 'list' ? 'h3' : 'h2'
  return (
    <Heading className={HEADINGS[form]}>
      <span className={cx(form === 'rail' && 'unseen')}>{t('privateInboxes')}</span>
    </Heading>
  )
}

const HEADINGS: Record<NavForm, string> = {
  list: 'px-2.5 pt-3 pb-1 text-xs font-medium text-muted',
  rail: 'mt-1 mb-2 border-t border-line',
  strip: 'ml-1.5 border-l border-line pl-3 text-xs font-medium text-muted',
}

/** Everything at once, for who answers in several inboxes. `currentId` is null there. */
export function AllInboxesLink({ form, currentId }: { form: NavForm; currentId: string | null | undefined }) {
  const t = useTranslations('conversation')
  const several = useInboxes().length > 1
  const { unread } = useCounts(null)
  if (!several) return null
  return (
    <div className={LISTS[form]}>
      <Link
        to={pathOf({ filter: { inboxId: null, shelf: 'open' } })}
        aria-label={t('inboxLink', { name: t('allInboxes'), unread })}
        aria-current={currentId === null ? 'page' : undefined}
        data-tip={form === 'rail' ? t('allInboxes') : undefined}
        className={cx(LINKS[form], currentId === null ? CURRENT : OTHER)}
      >
        <Layers aria-hidden="true" className="size-4 shrink-0" />
        {form === 'list' && <span className="min-w-0 flex-1 truncate">{t('allInboxes')}</span>}
      </Link>
    </div>
  )
}

const CURRENT = 'border-transparent bg-selected font-medium text-ink'
const OTHER = 'border-line text-muted hover:bg-hover hover:text-ink'

function InboxLink({ form, inbox, current }: { form: NavForm; inbox: Inbox; current: boolean }) {
  const t = useTranslations('conversation')
  const { unread } = useCounts(inbox.id)
  return (
    <Link
      to={pathOf({ filter: { inboxId: inbox.id, shelf: 'open' } })}
      aria-label={t('inboxLink', { name: inbox.name, unread })}
      aria-current={current ? 'page' : undefined}
      data-tip={form === 'rail' ? inbox.name : undefined}
      className={cx(LINKS[form], current ? CURRENT : OTHER)}
    >
      <span aria-hidden="true" className={form === 'rail' ? '' : 'text-base leading-none'}>
        {inbox.emoji}
      </span>
      {form !== 'rail' && <span className="min-w-0 flex-1 truncate">{inbox.name}</span>}
      {/* A space between what is seen, as there is one in what is heard. */}{' '}
      {unread > 0 && <UnreadCount form={form} unread={unread} />}
    </Link>
  )
}

function UnreadCount({ form, unread }: { form: NavForm; unread: number }) {
  const t = useTranslations('conversation')
  return (
    <span
      // The link's name says it in words.
      aria-hidden="true"
      className={cx(
        'tabular text-xs font-strong',
        form === 'rail'
          ? 'absolute top-0 right-0 min-w-4.5 rounded-full bg-accent px-1 text-center text-2xs leading-4.5 text-on-accent'
          : 'text-accent-text',
      )}
    >
      {t('count', { count: unread })}
    </span>
  )
}

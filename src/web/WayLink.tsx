import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '#ui/class-names.ts'
import { Link, usePlace } from '#ui/navigation.tsx'
import { useKeys } from '#ui/Shortcuts.tsx'

const MOST = 99

const FORMS = {
  sidebar: 'mt-1 flex h-8 w-full items-center gap-1.5 rounded-md px-2.5 text-sm font-medium',
  rail: 'relative mt-1 grid size-10 place-items-center rounded-lg',
  bar: 'relative flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs',
}

export type WayForm = keyof typeof FORMS

type Props = {
  form: WayForm
  to: string
  icon: ReactNode
  label: string
  /** The label with how much is unread, in words. */
  spoken: string
  unread: number
  shortcut: string
}

/** One of the places that are always at hand, with how much there is in it that one has not seen. */
export function WayLink({ form, to, icon, label, spoken, unread, shortcut }: Props) {
  const t = useTranslations('web')
  const current = usePlace(({ path }) => path === to || path.startsWith(`${to}/`))
  const [keys] = useKeys(shortcut)
  return (
    <Link
      to={to}
      aria-label={spoken}
      aria-current={current ? 'page' : undefined}
      data-tip={form === 'bar' ? undefined : label}
      data-tip-keys={keys}
      className={cx(
        FORMS[form],
        form === 'bar' ? '[&_svg]:size-5.5' : '[&_svg]:size-4',
        form === 'bar' ? barLook(current) : look(current),
      )}
    >
      {icon}
      {form === 'sidebar' && <span className="flex-1">{label}</span>}
      {form === 'bar' && label}
      {/* A space between what is seen, as there is one in what is heard. */}{' '}
      {unread > 0 && (
        <span
          // The link's name says it in words.
          aria-hidden="true"
          className={cx(
            'tabular min-w-4.5 rounded-full bg-accent px-1 text-center text-2xs leading-4.5 font-strong text-on-accent',
            form === 'rail' && 'absolute top-0 right-0',
            form === 'bar' && 'absolute top-1 left-1/2 ml-1',
          )}
        >
          {unread > MOST ? t('many', { most: MOST }) : unread}
        </span>
      )}
    </Link>
  )
}

function look(current: boolean): string {
  return current ? 'bg-selected text-ink' : 'text-muted hover:bg-hover hover:text-ink'
}

function barLook(current: boolean): string {
  return current ? 'font-medium text-accent-text' : 'text-muted'
}

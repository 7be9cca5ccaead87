import { Phone, PhoneOff } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useMe } from '#features/member/member-hooks.tsx'
import { cx } from '#ui/class-names.ts'
import { Link, usePlace } from '#ui/navigation.tsx'
import { useKeys } from '#ui/Shortcuts.tsx'

const FORMS = {
  sidebar: 'mt-1 flex h-8 w-full items-center gap-1.5 rounded-md px-2.5 text-sm font-medium',
  rail: 'mt-1 grid size-10 place-items-center rounded-lg',
  bar: 'flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs',
}

/** CA-1: the way to all calls; of who is not available, it says that they do not ring. */
export function CallsLink({ form }: { form: keyof typeof FORMS }) {
  const t = useTranslations('web')
  const current = usePlace(({ path }) => path.startsWith('/calls'))
  const [keys] = useKeys('go.calls')
  const silent = useMe()?.available === false
  const label = silent ? t('callsSilent') : t('calls')
  const Icon = silent ? PhoneOff : Phone
  const look = current ? 'bg-selected text-ink' : 'text-muted hover:bg-hover hover:text-ink'
  return (
    <Link
      to="/calls"
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      data-tip={form === 'bar' ? undefined : label}
      data-tip-keys={keys}
      className={cx(
        FORMS[form],
        form === 'bar' ? (current ? 'font-medium text-accent-text' : 'text-muted') : look,
      )}
    >
      <Icon aria-hidden="true" className={form === 'bar' ? 'size-5.5' : 'size-4'} />
      {form !== 'rail' && t('calls')}
    </Link>
  )
}

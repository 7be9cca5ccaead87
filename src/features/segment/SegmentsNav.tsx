import { Ellipsis, Filter } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { listKey } from '#features/conversation/conversation-list.tsx'
import type { ListFilter } from '#features/conversation/list.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { Menu, MenuItem } from '#ui/Menu.tsx'
import { Link, navigate } from '#ui/navigation.tsx'
import { SegmentMenu } from './SegmentMenu.tsx'
import { useMayChange, useSegments } from './segment-hooks.tsx'

type Props = {
  /** `list` beside the page, `strip` across the top of a phone. */
  form: 'list' | 'strip'
  current: ListFilter | undefined
}

/** The filters that were kept, each one step away. */
export function SegmentsNav({ form, current }: Props) {
  const t = useTranslations('segment')
  const segments = useSegments()
  const mayChange = useMayChange()
  if (segments.length === 0) return null
  const strip = form === 'strip'
  return (
    <nav aria-label={t('segments')} className={strip ? 'flex items-center' : 'mt-4'}>
      <h2
        className={cx(
          'text-xs font-medium text-muted',
          strip ? 'border-l border-line pl-3 whitespace-nowrap' : 'px-4.5 pb-1',
        )}
      >
        {t('segments')}
      </h2>
      <ul className={strip ? 'flex gap-1.5 px-3' : 'flex flex-col gap-px px-2'}>
        {segments.map((segment) => (
          <li key={segment.id} className="group/segment relative">
            <Link
              to={pathOf({ filter: segment.filter })}
              aria-current={current && listKey(current) === listKey(segment.filter) ? 'page' : undefined}
              className={cx(
                'flex items-center text-sm text-muted hover:bg-hover hover:text-ink',
                'aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-ink',
                strip
                  ? 'h-11 shrink-0 gap-2 rounded-full border border-line px-4 whitespace-nowrap aria-[current=page]:border-transparent'
                  : 'h-8 gap-2.5 rounded-md pr-8 pl-2.5',
              )}
            >
              <Filter aria-hidden="true" className="size-4 shrink-0" />
              <span className="min-w-0 flex-1 truncate">{segment.name}</span>
            </Link>
            {!strip && mayChange(segment) && (
              <SegmentMenu
                segment={segment}
                trigger={
                  <IconButton
                    label={t('options', { name: segment.name })}
                    className="absolute top-0.5 right-1 size-7 opacity-0 group-hover/segment:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
                  >
                    <Ellipsis aria-hidden="true" className="size-3.5" />
                  </IconButton>
                }
              />
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The same where there is no room for their names. */
export function SegmentsButton() {
  const t = useTranslations('segment')
  const segments = useSegments()
  const [open, setOpen] = useState(false)
  if (segments.length === 0) return null
  return (
    <div className="mt-2 flex justify-center border-t border-line pt-2">
      <Menu
        open={open}
        onOpenChange={setOpen}
        trigger={
          <IconButton label={t('segments')} className="size-10 rounded-lg">
            <Filter aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        {segments.map(({ id, name, filter }) => (
          <MenuItem key={id} onClick={() => navigate(pathOf({ filter }))}>
            <span className="max-w-72 truncate">{name}</span>
          </MenuItem>
        ))}
      </Menu>
    </div>
  )
}

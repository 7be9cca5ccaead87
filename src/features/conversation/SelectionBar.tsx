import { X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from '#ui/Button.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import type { ConversationAct, Deed } from './conversation-actions.tsx'
import { MOST_SELECTED } from './selection.ts'

type Props = {
  count: number
  acts: readonly ConversationAct[]
  onDeed(deed: Deed): void
  /** How many there are in the whole list while more than these; 0 when nobody has counted. */
  total: number | undefined
  /** The rest of the list is on its way. */
  fetching: boolean
  onAll(): void
  onClear(): void
}

/** What can be done with the marked conversations. Over the list's header, so that no row moves. */
export function SelectionBar({ count, acts, onDeed, total, fetching, onAll, onClear }: Props) {
  const t = useTranslations('conversation')
  return (
    <section
      aria-label={t('selection.name')}
      className="absolute inset-0 z-10 flex flex-col justify-center border-b border-line bg-surface px-3 phone:safe-top"
    >
      <div className="flex items-center gap-1">
        <IconButton label={t('selection.clear')} shortcut="back" onClick={onClear}>
          <X aria-hidden="true" className="size-4" />
        </IconButton>
        {/* In place of the list's own heading, which is out of reach behind it. */}
        <h1 className="tabular min-w-0 flex-1 truncate font-strong">{t('selection.count', { count })}</h1>
        {fetching && <output className="text-xs text-muted">{t('selection.fetching')}</output>}
        {total !== undefined && (
          <Button look="ghost" onClick={onAll}>
            {t('selection.all', { count: Math.min(total, MOST_SELECTED) })}
          </Button>
        )}
      </div>
      <div className="flex items-center gap-0.5 overflow-x-auto">
        {acts.map(({ id, label, icon, deed }) => (
          <IconButton
            key={id}
            label={label}
            shortcut={`conversation.${id}`}
            onClick={() => (deed ? onDeed(deed) : commandMenu.open({ at: `conversation.${id}` }))}
            className="[&_svg]:size-4"
          >
            {icon}
          </IconButton>
        ))}
      </div>
    </section>
  )
}

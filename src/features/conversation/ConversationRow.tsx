import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { useReplying } from '#features/presence/presence-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { optionId } from '#ui/VirtualList.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { type Conversation, conversationType } from './conversation.ts'
import { useDraft } from './draft-hooks.tsx'
import { usePreviewText } from './preview-text.tsx'
import { RowFacts } from './RowFacts.tsx'
import { RowMark } from './RowMark.tsx'
import { useMarked } from './selection-hooks.tsx'
import { useUnread } from './unread-hooks.tsx'

export const ROW_HEIGHT = 64

type Props = {
  id: string
  top: number
  index: number
  /** -1 while there may be more than this browser holds. */
  total: number
  selected: boolean
}

export const ConversationRow = memo(function ConversationRow(props: Props) {
  const conversation = useRow(conversationType, props.id)
  return conversation ? <Row {...props} conversation={conversation} /> : null
})

function Row({ conversation, id, top, index, total, selected }: Props & { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const when = useWhen()
  const today = useToday()
  const name = useContactName(conversation.contactId, conversation.display)
  const { lastActivityAt } = conversation
  const unread = useUnread(conversation)
  const time = when.brief(lastActivityAt, today)
  const preview = usePreviewText(conversation)
  const replying = useReplying(id)
  const begun = useDraft(id)
  const marked = useMarked(id)
  // Beside its own composer it would say the same twice.
  const draft = selected ? '' : begun
  return (
    <div
      id={optionId(id)}
      // No tag holds an option of two lines.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      data-id={id}
      aria-selected={marked ?? selected}
      aria-setsize={total}
      aria-posinset={index + 1}
      style={{ transform: `translate(var(--pulled, 0px), calc(${top}px + var(--lifted, 0px)))` }}
      className={cx(
        'group/row absolute inset-x-0 flex h-16 touch-pan-y data-lifted:z-10 data-lifted:shadow-floating flex-col justify-center pr-4 pl-8 contain-strict after:absolute after:right-0 after:bottom-0 after:left-8 after:h-px after:bg-line/60',
        selected
          ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent group-focus-visible/list:before:w-1'
          : 'bg-surface hover:bg-hover',
      )}
    >
      <RowMark marked={marked} />
      <span className="flex items-baseline gap-2">
        {unread && marked === undefined && (
          <span
            aria-hidden="true"
            className="absolute left-3 size-2 translate-y-[-0.5px] self-center rounded-full bg-accent group-hover/row:opacity-0"
          />
        )}
        <span className={cx('min-w-0 flex-1 truncate', unread ? 'font-strong' : 'font-medium')}>{name}</span>
        {unread && <span className="unseen">{t('unreadWord')}</span>}
        <span
          className={cx('tabular shrink-0 text-xs', unread ? 'font-medium text-accent-text' : 'text-faint')}
        >
          {time}
        </span>
      </span>
      <span className="flex items-center gap-1.5">
        <span className={cx('min-w-0 flex-1 truncate', unread ? 'text-ink' : 'text-muted')}>
          {replying ? (
            <span className="text-accent-text">{replying}</span>
          ) : draft ? (
            <>
              <span className="font-medium text-warn">{t('draft')}</span> {draft}
            </>
          ) : (
            preview
          )}
        </span>
        <RowFacts conversation={conversation} />
      </span>
    </div>
  )
}

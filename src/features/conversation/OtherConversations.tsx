import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Link } from '#ui/navigation.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { type Conversation, shelfOf } from './conversation.ts'
import { useOthers } from './others-hooks.tsx'
import { pathOf } from './paths.ts'
import { usePreviewText } from './preview-text.tsx'

/** CT-4: what else is talked about with this customer, newest first. */
export function OtherConversations({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('conversation')
  const c = useTranslations('contact')
  const { others, more, problem, loadMore } = useOthers(conversation)
  if (others.length === 0 && !problem) return null
  return (
    <section aria-label={c('others')} className="flex flex-col gap-1">
      <h3 className="text-sm font-medium text-muted">{c('others')}</h3>
      <ul className="flex flex-col">
        {others.map((other) => (
          <Other key={other.id} conversation={other} />
        ))}
      </ul>
      {problem && <p className="text-sm text-muted">{t('notLoaded')}</p>}
      {(more || problem) && (
        <Button look="ghost" onClick={loadMore} className="self-start">
          {problem ? t('tryAgain') : c('more')}
        </Button>
      )}
    </section>
  )
}

function Other({ conversation }: { conversation: Conversation }) {
  const { id, inboxId, lastActivityAt } = conversation
  const when = useWhen()
  const today = useToday()
  const inbox = useRow(inboxType, inboxId)
  const preview = usePreviewText(conversation)
  const filter = { inboxId, shelf: shelfOf(conversation) }
  return (
    <li>
      <Link
        to={pathOf({ filter, conversationId: id })}
        className="-mx-2 flex flex-col rounded-md px-2 py-1.5 hover:bg-hover"
      >
        <span className="flex items-baseline justify-between gap-3">
          <span className="min-w-0 truncate font-medium">
            <span aria-hidden="true">{inbox?.emoji}</span> {inbox?.name}
          </span>
          <span className="tabular shrink-0 text-xs text-faint">{when.brief(lastActivityAt, today)}</span>
        </span>
        <span className="truncate text-muted">{preview || conversation.display}</span>
      </Link>
    </li>
  )
}

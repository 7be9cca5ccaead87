import { Clock } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useDrafts } from '#features/conversation/draft-hooks.tsx'
import { useSync } from '#sync/sync.tsx'

type Props = { commandId: string; draft: string; text: string }

/** Said offline, and not on its way yet: until then it can be taken back into what is being written. */
export function Unsent({ commandId, draft, text }: Props) {
  const t = useTranslations('comment')
  const { connection } = useSync()
  const drafts = useDrafts()
  return (
    <p className="mt-1 flex items-center justify-end gap-2 text-xs text-muted">
      <span className="flex items-center gap-1">
        <Clock aria-hidden="true" className="size-3.5" />
        {t('waiting')}
      </span>
      <button
        type="button"
        onClick={() => {
          connection.takeBack(commandId)
          if (drafts.get(draft) === '') drafts.set(draft, text)
        }}
        className="inline-flex h-6 items-center rounded-md border border-edge bg-surface px-2 font-medium text-ink hover:bg-hover phone:h-11 phone:px-4"
      >
        {t('takeBack')}
      </button>
    </p>
  )
}

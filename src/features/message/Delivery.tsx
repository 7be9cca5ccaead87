import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { isFailureCode } from '#channel/failure.ts'
import { useDrafts } from '#features/conversation/draft-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { canRetry } from './delivery.ts'
import { retryCommand } from './message.api.ts'
import type { Message } from './message.ts'

/** How far a message of ours has come, as people think of it. */
type Stage = 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown'

export function stageOf(status: Message['status']): Stage | undefined {
  switch (status) {
    case 'received':
      return undefined
    case 'queued':
    case 'sending':
      return 'sending'
    case 'accepted':
    case 'sent':
      return 'sent'
    case 'delivered':
    case 'failed':
    case 'unknown':
      return status
  }
}

const ICONS = { sending: Clock, sent: Check, delivered: CheckCheck, failed: CircleAlert, unknown: CircleHelp }

/** Said of the newest text, and of every one that did not arrive. */
export function Delivery({ message }: { message: Message }) {
  const t = useTranslations('message')
  const stage = stageOf(message.status)
  if (!stage) return null
  if (stage === 'failed' || stage === 'unknown') return <NotDelivered message={message} stage={stage} />
  const Icon = ICONS[stage]
  return (
    <p className="mt-1 flex items-center justify-end gap-1 text-xs text-muted">
      <Icon aria-hidden="true" className="size-3.5" />
      {t(`stage.${stage}`)}
    </p>
  )
}

/** Said offline, and not on its way yet: until then it can be taken back into what is being written. */
export function Waiting({ message, commandId }: { message: Message; commandId: string }) {
  const t = useTranslations('message')
  const { connection } = useSync()
  const drafts = useDrafts()
  const { conversationId, text } = message
  return (
    <p className="mt-1 flex items-center justify-end gap-2 text-xs text-muted">
      <span className="flex items-center gap-1">
        <Clock aria-hidden="true" className="size-3.5" />
        {t('stage.waiting')}
      </span>
      <button
        type="button"
        onClick={() => {
          connection.takeBack(commandId)
          if (drafts.get(conversationId) === '') drafts.set(conversationId, text)
        }}
        className="inline-flex h-6 items-center rounded-md border border-edge bg-surface px-2 font-medium text-ink hover:bg-hover phone:h-11 phone:px-4"
      >
        {t('takeBack')}
      </button>
    </p>
  )
}

function NotDelivered({ message, stage }: { message: Message; stage: 'failed' | 'unknown' }) {
  const t = useTranslations('message')
  const { connection } = useSync()
  const { id: messageId, conversationId, failureCode } = message
  const code = failureCode !== null && isFailureCode(failureCode) ? failureCode : 'unknown'
  const Icon = ICONS[stage]
  return (
    <div className="mt-1 flex flex-wrap items-center justify-end gap-x-2 gap-y-1 text-xs text-danger">
      <span className="flex items-start gap-1">
        <Icon aria-hidden="true" className="mt-px size-3.5 shrink-0" />
        <span>
          <span className="font-strong">{t(`stage.${stage}`)}</span>{' '}
          {stage === 'failed' ? t(`failure.${code}`) : t('unknownText')}
        </span>
      </span>
      {canRetry(message) && (
        <button
          type="button"
          onClick={() => void connection.run(retryCommand, { messageId, conversationId })}
          className="inline-flex h-6 items-center gap-1 rounded-md border border-edge bg-surface px-2 font-medium text-ink hover:bg-hover phone:h-11 phone:px-4"
        >
          <RotateCw aria-hidden="true" className="size-3" />
          {t('retry')}
        </button>
      )}
    </div>
  )
}

import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { CopyLink } from '#features/conversation/CopyLink.tsx'
import { conversationType } from '#features/conversation/conversation.ts'
import { type ItemProps, threadKind } from '#features/conversation/thread-kinds.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { Time, useWhen } from '#ui/When.tsx'
import { Delivery, stageOf, Waiting } from './Delivery.tsx'
import { MessageMedia } from './MessageMedia.tsx'
import { type Message, messageType } from './message.ts'
import { useUnsentId } from './waiting.tsx'

/** Texts in a thread: theirs on the left, ours on the right. */
export const messageKind = threadKind(messageType, {
  placing: ({ createdAt, direction, authorId }) => ({
    at: createdAt,
    group: `${direction} ${authorId}`,
    lane: direction === 'out' ? 'ours' : null,
  }),
  Item: MessageItem,
  plain: true,
})

function MessageItem({ row: message, first, last, latest }: ItemProps<Message>) {
  const t = useTranslations('message')
  const when = useWhen()
  const author = useAuthor(message)
  const ours = message.direction === 'out'
  const unsentId = useUnsentId(message)
  const stage = unsentId === undefined ? stageOf(message.status) : 'waiting'
  const told = stage === 'failed' || stage === 'unknown' || latest
  return (
    <article
      aria-label={[author, when.clock(message.createdAt), stage && t(`stage.${stage}`)]
        .filter(Boolean)
        .join(', ')}
      className={cx(
        'group/item flex flex-col',
        ours ? 'items-end' : 'items-start',
        first ? 'mt-3' : 'mt-0.5',
      )}
    >
      {first && (
        <p className="mb-1 flex gap-1.5 px-1 text-xs text-muted">
          <span className="font-medium">{author}</span>
          <Time at={message.createdAt} className="tabular text-faint" />
        </p>
      )}
      <div className={cx('flex max-w-[min(36rem,82%)] flex-col gap-1', ours ? 'items-end' : 'items-start')}>
        {message.media.map((file, position) => (
          <MessageMedia key={`${message.id} ${position}`} message={message} file={file} position={position} />
        ))}
        {message.text && (
          <div className={cx('flex max-w-full items-center gap-1', ours && 'flex-row-reverse')}>
            <Bubble text={message.text} ours={ours} failed={stage === 'failed'} first={first} last={last} />
            <CopyLink linked={{ conversationId: message.conversationId, seq: message.seq }} />
          </div>
        )}
        {unsentId !== undefined && <Waiting message={message} commandId={unsentId} />}
        {unsentId === undefined && ours && told && <Delivery message={message} />}
      </div>
    </article>
  )
}

function Bubble(props: { text: string; ours: boolean; failed: boolean; first: boolean; last: boolean }) {
  const { text, ours, failed, first, last } = props
  return (
    <div
      dir="auto"
      className={cx(
        'min-w-0 rounded-xl px-3 py-1.5 text-base break-words whitespace-pre-wrap text-ink [overflow-wrap:anywhere]',
        ours ? 'bg-accent-soft' : 'bg-sunken',
        failed && 'outline-1 outline-danger',
        !first && (ours ? 'rounded-tr-sm' : 'rounded-tl-sm'),
        !last && (ours ? 'rounded-br-sm' : 'rounded-bl-sm'),
      )}
    >
      {text}
    </div>
  )
}

function useAuthor({ direction, authorId, conversationId }: Message): string {
  const t = useTranslations('message')
  const me = useMyId()
  const member = useRow(memberType, authorId ?? undefined)
  const conversation = useRow(conversationType, conversationId)
  const customer = useContactName(conversation?.contactId, conversation?.display ?? '')
  if (direction === 'in') return customer
  return authorId !== null && authorId === me ? t('you') : (member?.name ?? t('us'))
}

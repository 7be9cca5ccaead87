import { MessageSquareOff } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { FailureCode } from '#channel/failure.ts'
import { cx } from '#ui/class-names.ts'
import { Tail } from '#ui/Tail.tsx'
import { useWhen } from '#ui/When.tsx'
import type { HandsetMedia } from './handset.api.ts'
import type { Shown } from './handset-thread.tsx'

/** The texts on a customer's phone: their own on the right, the team's on the left. */
type Props = { threadId: string; messages: Shown[]; fails: FailureCode | null }

export function HandsetMessages({ threadId, messages, fails }: Props) {
  const t = useTranslations('handset')
  const newestOf = (from: Shown['from']) => messages.findLast((message) => message.from === from)?.id
  const marked = new Set([newestOf('customer'), newestOf('team')])
  return (
    <Tail
      label={t('texts')}
      logId={threadId}
      newestId={messages.at(-1)?.id}
      onNearStart={nothing}
      start={fails && <Failing code={fails} />}
    >
      {messages.length === 0 && !fails && (
        <p className="py-10 text-center text-xs text-muted">{t('empty')}</p>
      )}
      {messages.map((message) => (
        <Text key={message.id} message={message} marked={marked.has(message.id)} />
      ))}
    </Tail>
  )
}

function nothing(): void {}

function Failing({ code }: { code: FailureCode }) {
  const t = useTranslations('handset')
  const message = useTranslations('message')
  return (
    <div className="my-3 flex gap-2.5 rounded-lg bg-warn-soft p-3 text-xs text-warn">
      <MessageSquareOff aria-hidden="true" className="size-4 shrink-0" />
      <p>
        {t('fails')} {message(`failure.${code}`)}
      </p>
    </div>
  )
}

function Text({ message: { from, text, media, state, at }, marked }: { message: Shown; marked: boolean }) {
  const t = useTranslations('handset')
  const when = useWhen()
  const own = from === 'customer'
  return (
    <article className={cx('appear mt-2 flex flex-col gap-1', own ? 'items-end' : 'items-start')}>
      {media.map((file, index) => (
        <File key={index} file={file} />
      ))}
      {text && (
        <div
          dir="auto"
          className={cx(
            'max-w-[85%] rounded-xl px-3 py-1.5 text-base break-words whitespace-pre-wrap [overflow-wrap:anywhere]',
            own ? 'rounded-br-sm bg-accent text-on-accent' : 'rounded-bl-sm bg-sunken text-ink',
          )}
        >
          {text}
        </div>
      )}
      {(marked || state === 'refused') && (
        <p className={cx('tabular px-1 text-xs', state === 'refused' ? 'text-danger' : 'text-muted')}>
          {when.clock(at)} · {t(`state.${state}`)}
        </p>
      )}
    </article>
  )
}

function File({ file: { type, url, width, height } }: { file: HandsetMedia }) {
  const t = useTranslations('handset')
  if (url !== null && type.startsWith('image/'))
    return (
      <img
        src={url}
        alt={t('picture')}
        {...(width && height ? { width, height, style: { aspectRatio: `${width} / ${height}` } } : {})}
        className="h-auto max-h-60 w-auto max-w-[75%] rounded-xl bg-sunken"
      />
    )
  return (
    <span className="rounded-xl bg-sunken px-3 py-2 text-sm text-muted">
      {url === null ? t('fetching') : type}
    </span>
  )
}

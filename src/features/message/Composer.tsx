import { Lock, SendHorizontal } from 'lucide-react'
import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { useReplyGuard } from '#features/presence/presence-hooks.tsx'
import { ReplyWarning, useWarningText } from '#features/presence/ReplyWarning.tsx'
import { useWhereabouts } from '#features/presence/whereabouts.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { COARSE } from '#ui/media.tsx'
import { LengthHint } from './LengthHint.tsx'
import { sendCommand } from './message.api.ts'
import { LONGEST_TEXT } from './message.ts'
import { returnToDraft, useReplies } from './replies.tsx'

export type ComposerHandle = { focus(): void }

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  /** `done`: it was sent and the conversation is finished. */
  onSent(done: boolean): void
  onLeave(): void
}

/** Where an answer is written. What is typed is a draft until it is sent. */
export function Composer({ conversationId, ...rest }: Props) {
  const conversation = useRow(conversationType, conversationId)
  return conversation ? <Writing conversation={conversation} {...rest} /> : null
}

type WritingProps = Omit<Props, 'conversationId'> & { conversation: Conversation }

function Writing({ ref, conversation, onSent, onLeave }: WritingProps) {
  const t = useTranslations('message')
  const { id: conversationId, outboundSeq } = conversation
  const sync = useSync()
  const drafts = useDrafts()
  const who = useContactName(conversation.contactId, conversation.display)
  const text = useDraft(conversationId)
  const whereabouts = useWhereabouts(conversationId)
  const [focused, setFocused] = useState(false)
  const replies = useReplies(conversation, drafts.begunAfter(conversationId))
  const guard = useReplyGuard(conversation, { answering: focused || text !== '', replies })
  const warningText = useWarningText(guard)
  const locked = guard.lockedBy !== undefined
  const areaRef = useRef<HTMLTextAreaElement>(null)
  const hint = useId()
  const warning = useId()
  const sendable = text.trim() !== '' && text.length <= LONGEST_TEXT
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))
  useGrowing(areaRef, text)
  const Icon = locked ? Lock : SendHorizontal

  return (
    <form
      className="shrink-0 px-4 pb-4 phone:px-2 phone:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        send(false)
      }}
    >
      <div className="flex flex-col rounded-lg border border-edge bg-surface focus-within:border-accent phone:flex-row phone:flex-wrap phone:items-end">
        <ReplyWarning id={warning} guard={guard} />
        <textarea
          ref={areaRef}
          rows={1}
          value={text}
          aria-label={t('message')}
          aria-describedby={`${warning} ${hint}`}
          placeholder={t('placeholder', { who })}
          enterKeyHint={COARSE ? 'enter' : 'send'}
          onChange={(event) => write(event.target.value)}
          onKeyDown={press}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          className="block max-h-46 w-full grow-with-text resize-none bg-transparent px-3 pt-2.5 pb-1 text-base leading-5.5 text-ink outline-none phone:w-0 phone:flex-1 phone:py-3.25"
        />
        <div className="flex min-h-9 items-center gap-2 pr-1.5 pb-1.5 pl-3 phone:contents">
          <p
            id={hint}
            className="min-w-0 flex-1 truncate text-xs text-faint phone:order-1 phone:basis-full phone:px-3 phone:pb-2 phone:empty:hidden"
          >
            <LengthHint text={text} otherwise={COARSE ? '' : t('keys')} />
          </p>
          <button
            type="submit"
            disabled={!sendable}
            // It can be reached, and says why it does nothing.
            aria-disabled={locked}
            aria-describedby={warningText === undefined ? undefined : warning}
            data-tip={locked ? warningText : undefined}
            // Whoever clicks twice in a row has not read what stands between.
            onClick={(event) => event.detail > 1 && event.preventDefault()}
            className="flex h-7.5 shrink-0 items-center gap-1.5 rounded-md bg-accent px-2.5 text-sm font-medium text-on-accent select-none not-aria-disabled:hover:bg-accent-strong active:opacity-80 disabled:bg-sunken disabled:text-faint aria-disabled:bg-sunken aria-disabled:text-faint phone:m-0.5 phone:size-11 phone:justify-center phone:rounded-full phone:p-0"
          >
            <span className="phone:unseen">{guard.asked ? t('sendAnyway') : t('send')}</span>
            <Icon aria-hidden="true" className="size-3.5 phone:size-5" />
          </button>
        </div>
      </div>
    </form>
  )

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter') {
      const withMod = event.ctrlKey || event.metaKey
      // A finger has no Shift at hand: there Enter begins a line, and the button sends.
      if (!withMod && (event.shiftKey || event.altKey || COARSE)) return
      event.preventDefault()
      // Held down, it has been pressed once.
      if (!event.repeat) send(withMod && event.shiftKey)
    }
  }

  function write(next: string): void {
    drafts.set(conversationId, next, outboundSeq)
    whereabouts.typed(next)
  }

  function send(thenDone: boolean): void {
    if (!sendable || !guard.pass()) return
    const begunAfter = drafts.begunAfter(conversationId)
    const input = { messageId: uuidv7(), conversationId, text, thenDone }
    write('')
    void sync.connection.run(sendCommand, input).then(({ ok }) => {
      if (!ok) returnToDraft(sync, input, begunAfter)
    })
    onSent(thenDone)
  }
}

const GROWS_BY_ITSELF = CSS.supports('field-sizing', 'content')

function useGrowing(areaRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = areaRef.current
    if (!element || GROWS_BY_ITSELF) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [areaRef, text])
}

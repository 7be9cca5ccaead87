import { Lock, SendHorizontal } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { isLetGo, lineType } from '#features/line/line.ts'
import { useReplyGuard } from '#features/presence/presence-hooks.tsx'
import { ReplyWarning, useWarningText } from '#features/presence/ReplyWarning.tsx'
import { useWhereabouts } from '#features/presence/whereabouts.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { useGrowing } from '#ui/growing.tsx'
import { lazily } from '#ui/lazily.tsx'
import { COARSE } from '#ui/media.tsx'
import { COMPOSER_AREA, ComposerBox, ComposerFoot, SendButton } from './ComposerParts.tsx'
import { LengthHint } from './LengthHint.tsx'
import { sendCommand } from './message.api.ts'
import { LONGEST_TEXT } from './message.ts'
import { returnToDraft, useReplies } from './replies.tsx'

const LetGo = lazily(() => import('./LetGo.tsx').then((module) => module.LetGo))

export type ComposerHandle = { focus(): void }

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  /** `done`: it was sent and the conversation is finished. */
  onSent(done: boolean): void
  onLeave(): void
  /** The way to write something else here. */
  modes?: ReactNode
}

/** Where an answer is written. What is typed is a draft until it is sent. */
export function Composer({ conversationId, ...rest }: Props) {
  const conversation = useRow(conversationType, conversationId)
  const line = useRow(lineType, conversation?.lineId)
  if (!conversation) return null
  if (!line || !isLetGo(line)) return <Writing conversation={conversation} {...rest} />
  const { ref, modes } = rest
  return <LetGo.Component meanwhile={<div className="h-28" />} {...{ ref, conversation, line, modes }} />
}

type WritingProps = Omit<Props, 'conversationId'> & { conversation: Conversation }

function Writing({ ref, conversation, onSent, onLeave, modes }: WritingProps) {
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
    <ComposerBox onSend={() => send(false)}>
      {modes}
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
        className={COMPOSER_AREA}
      />
      <ComposerFoot id={hint} hint={<LengthHint text={text} otherwise={COARSE ? '' : t('keys')} />}>
        <SendButton
          disabled={!sendable}
          // It can be reached, and says why it does nothing.
          aria-disabled={locked}
          aria-describedby={warningText === undefined ? undefined : warning}
          data-tip={locked ? warningText : undefined}
          // Whoever clicks twice in a row has not read what stands between.
          onClick={(event) => event.detail > 1 && event.preventDefault()}
          icon={<Icon aria-hidden="true" />}
        >
          {guard.asked ? t('sendAnyway') : t('send')}
        </SendButton>
      </ComposerFoot>
    </ComposerBox>
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

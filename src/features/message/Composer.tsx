import { Check, Lock, SendHorizontal } from 'lucide-react'
import {
  type ComponentProps,
  type ComponentType,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { useConversationActs } from '#features/conversation/conversation-actions.tsx'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { isLetGo, lineType } from '#features/line/line.ts'
import { useReplyGuard } from '#features/presence/presence-hooks.tsx'
import { ReplyWarning, useWarningText } from '#features/presence/ReplyWarning.tsx'
import { useWhereabouts } from '#features/presence/whereabouts.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { useGrowing } from '#ui/growing.tsx'
import { type Later, lazily } from '#ui/lazily.tsx'
import { COARSE } from '#ui/media.tsx'
import { COMPOSER_AREA, ComposerBox, ComposerFoot, SendButton } from './ComposerParts.tsx'
import { LengthHint } from './LengthHint.tsx'
import { sendCommand } from './message.api.ts'
import { LONGEST_TEXT } from './message.ts'
import type { OptedOut as OptedOutComposer } from './OptedOut.tsx'
import { returnToDraft, useReplies } from './replies.tsx'

const LetGo = lazily(() => import('./LetGo.tsx').then((module) => module.LetGo))

export type ComposerHandle = { focus(): void }

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  /** `done`: it was sent and the conversation is finished. */
  onSent(done: boolean): void
  /** That it is finished was taken back; what was sent stays sent. */
  onReopened(): void
  onLeave(): void
  /** The way to write something else here. */
  modes?: ReactNode
  /** What stands here when the customer wants no texts. */
  OptedOut: ComponentType<Later<ComponentProps<typeof OptedOutComposer>>>
}

/** Where an answer is written. What is typed is a draft until it is sent. */
export function Composer({ conversationId, ...rest }: Props) {
  const conversation = useRow(conversationType, conversationId)
  return conversation ? <Place conversation={conversation} {...rest} /> : null
}

type PlaceProps = Omit<Props, 'conversationId'> & { conversation: Conversation }

// Under somebody's fingers a text stays until they leave it, or the rest of their words would be keys that do things.
function Place({ conversation, modes, OptedOut, ...rest }: PlaceProps) {
  const [focused, setFocused] = useState(false)
  const line = useRow(lineType, conversation.lineId)
  const customer = useRow(contactType, conversation.contactId)
  const { ref } = rest
  const shut = { meanwhile: <div className="h-16" />, ref, conversation, onlyWhy: focused }
  const why =
    line && isLetGo(line) ? (
      <LetGo.Component {...shut} line={line} />
    ) : (
      customer?.optOut && <OptedOut {...shut} />
    )
  return (
    <ComposerBox>
      {modes}
      {why && !focused ? (
        why
      ) : (
        <Writing {...rest} {...{ conversation, why, focused }} onFocused={setFocused} />
      )}
    </ComposerBox>
  )
}

type WritingProps = Omit<PlaceProps, 'modes' | 'OptedOut'> & {
  /** Why nothing can be sent any more. */
  why: ReactNode
  focused: boolean
  onFocused(focused: boolean): void
}

function Writing({ ref, conversation, why, focused, onFocused, onSent, onReopened, onLeave }: WritingProps) {
  const t = useTranslations('message')
  const said = useTranslations('conversation.said')
  const { perform } = useConversationActs()
  const { id: conversationId, outboundSeq } = conversation
  const sync = useSync()
  const drafts = useDrafts()
  const who = useContactName(conversation.contactId, conversation.display)
  const text = useDraft(conversationId)
  const whereabouts = useWhereabouts(conversationId)
  const replies = useReplies(conversation, drafts.begunAfter(conversationId))
  const guard = useReplyGuard(conversation, { answering: focused || text !== '', replies })
  const warningText = useWarningText(guard)
  const locked = guard.lockedBy !== undefined
  const areaRef = useRef<HTMLTextAreaElement>(null)
  const hint = useId()
  const warning = useId()
  const shut = useId()
  const sendable = !why && text.trim() !== '' && text.length <= LONGEST_TEXT
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))
  useGrowing(areaRef, text)
  const Icon = locked ? Lock : SendHorizontal

  return (
    <>
      <ReplyWarning id={warning} guard={guard} />
      <div id={shut} aria-live="polite" className="phone:basis-full">
        {why}
      </div>
      <textarea
        ref={areaRef}
        rows={1}
        value={text}
        aria-label={t('message')}
        readOnly={Boolean(why)}
        aria-describedby={`${warning} ${shut} ${hint}`}
        placeholder={t('placeholder', { who })}
        enterKeyHint={COARSE ? 'enter' : 'send'}
        onChange={(event) => write(event.target.value)}
        onKeyDown={press}
        onFocus={() => onFocused(true)}
        // Where the whole window is left, its focus stays here.
        onBlur={({ target }) => onFocused(document.activeElement === target)}
        className={COMPOSER_AREA}
      />
      <ComposerFoot id={hint} hint={<LengthHint text={text} otherwise={COARSE || why ? '' : t('keys')} />}>
        {sendable && (
          <IconButton
            label={t('sendDone')}
            className="size-7.5 [&_svg]:size-4 phone:my-0.5 phone:[&_svg]:size-5"
            onClick={() => send(true)}
          >
            <Check aria-hidden="true" className="text-good" />
          </IconButton>
        )}
        <SendButton
          type="button"
          disabled={!sendable}
          // It can be reached, and says why it does nothing.
          aria-disabled={locked}
          aria-describedby={warningText === undefined ? undefined : warning}
          data-tip={locked ? warningText : undefined}
          // Whoever clicks twice in a row has not read what stands between.
          onClick={(event) => event.detail > 1 || send(false)}
          icon={<Icon aria-hidden="true" />}
        >
          {guard.asked ? t('sendAnyway') : t('send')}
        </SendButton>
      </ComposerFoot>
    </>
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
    if (thenDone) perform({ run, said: (count) => said('done', { count }) }, [conversationId], onReopened)
    else void run()
    onSent(thenDone)

    async function run(): Promise<void> {
      const { ok } = await sync.connection.run(sendCommand, input)
      if (!ok) returnToDraft(sync, input, begunAfter)
    }
  }
}

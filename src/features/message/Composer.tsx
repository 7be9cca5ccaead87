import { SendHorizontal } from 'lucide-react'
import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { conversationType } from '#features/conversation/conversation.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { COARSE } from '#ui/media.tsx'
import { LengthHint } from './LengthHint.tsx'
import { sendCommand } from './message.api.ts'
import { LONGEST_TEXT } from './message.ts'

export type ComposerHandle = { focus(): void }

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  /** `done`: it was sent and the conversation is finished. */
  onSent(done: boolean): void
  onLeave(): void
}

/** Where an answer is written. What is typed is a draft until it is sent. */
export function Composer({ ref, conversationId, onSent, onLeave }: Props) {
  const t = useTranslations('message')
  const { connection } = useSync()
  const drafts = useDrafts()
  const conversation = useRow(conversationType, conversationId)
  const who = useContactName(conversation?.contactId, conversation?.display ?? '')
  const text = useDraft(conversationId)
  const areaRef = useRef<HTMLTextAreaElement>(null)
  const hint = useId()
  const sendable = text.trim() !== '' && text.length <= LONGEST_TEXT
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))
  useGrowing(areaRef, text)

  return (
    <form
      className="shrink-0 px-4 pb-4 phone:px-2 phone:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        send(false)
      }}
    >
      <div className="flex flex-col rounded-lg border border-edge bg-surface focus-within:border-accent phone:flex-row phone:flex-wrap phone:items-end">
        <textarea
          ref={areaRef}
          rows={1}
          value={text}
          aria-label={t('message')}
          aria-describedby={hint}
          placeholder={t('placeholder', { who })}
          enterKeyHint={COARSE ? 'enter' : 'send'}
          onChange={(event) => drafts.set(conversationId, event.target.value)}
          onKeyDown={press}
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
            className="flex h-7.5 shrink-0 items-center gap-1.5 rounded-md bg-accent px-2.5 text-sm font-medium text-on-accent select-none hover:bg-accent-strong active:opacity-80 disabled:bg-sunken disabled:text-faint phone:m-0.5 phone:size-11 phone:justify-center phone:rounded-full phone:p-0"
          >
            <span className="phone:unseen">{t('send')}</span>
            <SendHorizontal aria-hidden="true" className="size-3.5 phone:size-5" />
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
      send(withMod && event.shiftKey)
    }
  }

  function send(thenDone: boolean): void {
    if (!sendable) return
    const input = { messageId: uuidv7(), conversationId, text, thenDone }
    drafts.set(conversationId, '')
    void connection.run(sendCommand, input).then((result) => {
      // What was refused is not lost: it is what was being written, unless something else is by now.
      if (!result.ok && drafts.get(conversationId) === '') drafts.set(conversationId, text)
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

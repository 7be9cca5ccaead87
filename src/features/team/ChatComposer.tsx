import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { NoteArea } from '#features/comment/NoteArea.tsx'
import { NoteHint, useObjection } from '#features/comment/NoteHint.tsx'
import { wordsOf } from '#features/comment/naming.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { COMPOSER_AREA, ComposerBox, ComposerFoot, SendButton } from '#features/message/ComposerParts.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { COARSE } from '#ui/media.tsx'
import type { Chat } from './chat.ts'
import { useChatName } from './chat-hooks.tsx'
import { useNamingInChat } from './chat-naming.tsx'
import { sendChatCommand } from './team.api.ts'

type Props = { ref?: Ref<{ focus(): void }>; chat: Chat; onSent(): void; onLeave(): void }

/** Where something is said in a chat. What is typed is a draft until it is. */
export function ChatComposer({ ref, chat, onSent, onLeave }: Props) {
  const t = useTranslations('team')
  const { connection } = useSync()
  const drafts = useDrafts()
  const { id: chatId } = chat
  const text = useDraft(chatId)
  const naming = useNamingInChat(chatId)
  const objection = useObjection(text, naming)
  const who = useChatName()(chat)
  const areaRef = useRef<{ focus(): void }>(null)
  const hint = useId()
  const sendable = text.trim() !== '' && objection === undefined
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))

  return (
    <ComposerBox onSend={send}>
      <NoteArea
        ref={areaRef}
        label={t('message')}
        placeholder={t('placeholder', { who })}
        describedBy={hint}
        text={text}
        naming={naming}
        onChange={(next) => drafts.set(chatId, next)}
        onKey={press}
        className={COMPOSER_AREA}
      />
      <ComposerFoot
        id={hint}
        hint={<NoteHint objection={objection} otherwise={COARSE ? '' : t('onlyHere')} />}
      >
        <SendButton disabled={!sendable} icon={<SendHorizontal aria-hidden="true" />}>
          {t('send')}
        </SendButton>
      </ComposerFoot>
    </ComposerBox>
  )

  function press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter') {
      const withMod = event.ctrlKey || event.metaKey
      // A finger has no Shift at hand: there Enter begins a line, and the button sends.
      if (!withMod && (event.shiftKey || event.altKey || COARSE)) return
      event.preventDefault()
      if (!event.repeat) send()
    }
  }

  function send(): void {
    if (!sendable) return
    const input = { chatId, messageId: uuidv7(), ...wordsOf(text, naming()) }
    drafts.set(chatId, '')
    void connection.run(sendChatCommand, input).then(({ ok }) => {
      if (!ok && drafts.get(chatId) === '') drafts.set(chatId, text)
    })
    onSent()
  }
}

import { Lock, SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { conversationType } from '#features/conversation/conversation.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import type { ComposerHandle } from '#features/message/Composer.tsx'
import { COMPOSER_AREA, ComposerBox, ComposerFoot, SendButton } from '#features/message/ComposerParts.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { COARSE } from '#ui/media.tsx'
import { createCommentCommand } from './comment.api.ts'
import { draftOf } from './comment-draft.ts'
import { NoteArea } from './NoteArea.tsx'
import { NoteHint, useObjection } from './NoteHint.tsx'
import { wordsOf } from './naming.ts'
import { useNamingIn } from './naming-hooks.tsx'

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  modes: ReactNode
  onSent(): void
  onLeave(): void
  autoFocus: boolean
}

/** Where something is said that only the team reads. What is typed is a draft of its own until it is said. */
export function CommentComposer({ ref, conversationId, modes, onSent, onLeave, autoFocus }: Props) {
  const t = useTranslations('comment')
  const { connection } = useSync()
  const drafts = useDrafts()
  const draft = draftOf(conversationId)
  const text = useDraft(draft)
  const naming = useNamingIn(useRow(conversationType, conversationId)?.inboxId)
  const objection = useObjection(text, naming)
  const areaRef = useRef<ComposerHandle>(null)
  const hint = useId()
  const sendable = text.trim() !== '' && objection === undefined
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))

  return (
    <ComposerBox tone="inside" onSend={send}>
      {modes}
      <NoteArea
        ref={areaRef}
        label={t('comment')}
        placeholder={t('placeholder')}
        describedBy={hint}
        text={text}
        naming={naming}
        onChange={(next) => drafts.set(draft, next)}
        onKey={press}
        autoFocus={autoFocus}
        className={COMPOSER_AREA}
      />
      <ComposerFoot
        id={hint}
        hint={
          <span className="flex items-center gap-1.5 text-muted">
            <Lock aria-hidden="true" className="size-3 shrink-0" />
            <NoteHint objection={objection} otherwise={t('onlyTeam')} />
          </span>
        }
      >
        <SendButton inside disabled={!sendable} icon={<SendHorizontal aria-hidden="true" />}>
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
    const input = { commentId: uuidv7(), conversationId, ...wordsOf(text, naming()) }
    drafts.set(draft, '')
    // Refused, it comes back to what is being written.
    void connection.run(createCommentCommand, input)
    onSent()
  }
}

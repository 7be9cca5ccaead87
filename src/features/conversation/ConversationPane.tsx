import { SearchX } from 'lucide-react'
import { type ReactNode, type Ref, type RefObject, useEffect, useEffectEvent, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import type { TailHandle } from '#ui/Tail.tsx'
import { ConversationHeader, type HeaderActions } from './ConversationHeader.tsx'
import { type Conversation, conversationType } from './conversation.ts'
import { Thread } from './Thread.tsx'
import { useThreadWindow } from './thread-window.tsx'

type Props = {
  conversationId: string
  /** Looked at on the way through the list: nothing is marked as read. */
  passing: boolean
  actions: HeaderActions
  thread: Ref<TailHandle>
  /** Where an answer is written. */
  composer: ReactNode
}

/** One conversation: with whom, what was said, and what is being written. */
export function ConversationPane({ conversationId, passing, actions, thread, composer }: Props) {
  const conversation = useRow(conversationType, conversationId)
  const paneRef = useRef<HTMLElement>(null)
  useSeen(paneRef, conversation, passing, actions.seen)
  const alone = actions.back !== undefined
  useEffect(() => {
    // The list is gone, and with it what had the focus.
    if (alone) paneRef.current?.focus()
  }, [alone])
  return (
    <section
      ref={paneRef}
      tabIndex={-1}
      aria-labelledby={`title-${conversationId}`}
      className="flex h-full min-w-0 flex-1 flex-col bg-surface outline-none"
    >
      {conversation ? (
        <>
          <ConversationHeader conversation={conversation} actions={actions} />
          <Thread ref={thread} conversationId={conversationId} />
          {composer}
        </>
      ) : (
        <Missing conversationId={conversationId} onBack={actions.back} />
      )}
    </section>
  )
}

const DOING = ['pointerdown', 'keydown', 'wheel'] as const

// Opening marks as read, once. What comes while it is open is read when the person does anything with the thread:
// an open window alone does not mean that somebody sits before it.
function useSeen(
  paneRef: RefObject<HTMLElement | null>,
  conversation: Conversation | undefined,
  passing: boolean,
  seen: () => void,
): void {
  const readUpToRef = useRef('')
  const { id, lastActivityAt = '' } = conversation ?? {}
  const look = useEffectEvent((opened: boolean) => {
    if (!opened && (passing || lastActivityAt <= readUpToRef.current)) return
    readUpToRef.current = lastActivityAt
    seen()
  })
  useEffect(() => {
    if (id !== undefined && !passing) look(true)
  }, [id, passing])
  useEffect(() => {
    const pane = paneRef.current
    const act = () => look(false)
    for (const doing of DOING) pane?.addEventListener(doing, act, { passive: true })
    return () => {
      for (const doing of DOING) pane?.removeEventListener(doing, act)
    }
  }, [paneRef])
}

// On a phone it takes the place of the list, to which there must be a way.
function Missing({ conversationId, onBack }: { conversationId: string; onBack: HeaderActions['back'] }) {
  const t = useTranslations('conversation')
  const { problem } = useThreadWindow(conversationId).window
  return (
    <div className="grid h-full place-items-center">
      {problem && (
        <EmptyState
          icon={<SearchX />}
          title={t('missing.title')}
          text={t('missing.text')}
          action={onBack && <Button onClick={onBack}>{t('back')}</Button>}
        />
      )}
    </div>
  )
}

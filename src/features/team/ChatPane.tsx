import { ArrowLeft, SearchX } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Thread } from '#features/conversation/Thread.tsx'
import { MemberStatus } from '#features/member/MemberStatus.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'
import type { TailHandle } from '#ui/Tail.tsx'
import { ChatComposer } from './ChatComposer.tsx'
import { ChatFace } from './ChatFace.tsx'
import { ChatMenu } from './ChatMenu.tsx'
import { type Chat, chatType } from './chat.ts'
import { useChatName, useUnreadIn } from './chat-hooks.tsx'
import { CHATS } from './chat-thread.ts'
import { readChatCommand } from './team.api.ts'
import { pathOfTeam } from './team-paths.ts'

type Props = { chatId: string; aboveComposer: ReactNode }

/** One chat: who is in it, what was said, and what is being written. */
export function ChatPane({ chatId, aboveComposer }: Props) {
  const t = useTranslations('team')
  const chat = useRow(chatType, chatId)
  if (chat) return <Open key={chatId} chat={chat} aboveComposer={aboveComposer} />
  return (
    <div className="grid flex-1 place-items-center bg-surface">
      <EmptyState
        icon={<SearchX />}
        title={t('missing.title')}
        text={t('missing.text')}
        action={<Button onClick={() => navigate(pathOfTeam())}>{t('back')}</Button>}
      />
    </div>
  )
}

function Open({ chat, aboveComposer }: { chat: Chat; aboveComposer: ReactNode }) {
  const phone = usePhone()
  const thread = useRef<TailHandle>(null)
  const composer = useRef<{ focus(): void }>(null)
  useReading(chat)
  useEffect(() => {
    if (!phone) composer.current?.focus()
  }, [phone])
  return (
    <section
      aria-labelledby={`title-${chat.id}`}
      className="flex h-full min-w-0 flex-1 flex-col bg-surface outline-none"
    >
      <Header chat={chat} />
      <Thread ref={thread} conversationId={chat.id} source={CHATS} />
      {aboveComposer}
      <ChatComposer
        ref={composer}
        chat={chat}
        onSent={() => thread.current?.toNewest()}
        onLeave={() => navigate(pathOfTeam())}
      />
    </section>
  )
}

function Header({ chat }: { chat: Chat }) {
  const t = useTranslations('team')
  const phone = usePhone()
  const nameOf = useChatName()
  const me = useMyId()
  const other = chat.memberIds.find((id) => id !== me)
  const { store } = useSync()
  const [adding, setAdding] = useState(false)
  // On a phone nothing else is on the page.
  const Heading = phone ? 'h1' : 'h2'
  const people = chat.memberIds.map((id) => store.get(memberType, id)?.name ?? t('somebody'))
  return (
    <header className="flex h-13 shrink-0 items-center gap-2.5 border-b border-line pr-3 pl-5 phone:h-14 phone:safe-top phone:box-content phone:pr-1 phone:pl-1">
      {phone && (
        <IconButton label={t('back')} onClick={() => navigate(pathOfTeam())}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </IconButton>
      )}
      <ChatFace chat={chat} />
      <div className="min-w-0 flex-1">
        <Heading id={`title-${chat.id}`} className="truncate text-base font-strong">
          {nameOf(chat)}
        </Heading>
        {chat.direct && <MemberStatus memberId={other} whole />}
        {!chat.direct && (
          <p className="truncate text-xs text-muted">
            {new Intl.ListFormat(document.documentElement.lang, { type: 'unit' }).format(people)}
          </p>
        )}
      </div>
      {!chat.direct && <ChatMenu chat={chat} adding={adding} onAdd={setAdding} />}
    </header>
  )
}

// What is before somebody's eyes is read; a page that nobody sees reads nothing.
function useReading(chat: Chat): void {
  const { connection } = useSync()
  const unread = useUnreadIn(chat)
  const seen = useSyncExternalStore(onVisibility, () => !document.hidden)
  const { id: chatId, itemSeq } = chat
  useEffect(() => {
    if (seen && unread > 0) void connection.run(readChatCommand, { chatId })
  }, [connection, chatId, itemSeq, unread, seen])
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}

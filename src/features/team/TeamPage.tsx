import { MessagesSquare, SquarePen } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ThreadKindsProvider } from '#features/conversation/thread-kinds.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { usePhone } from '#ui/media.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { useTitle } from '#ui/title.tsx'
import { chatKind } from './ChatItem.tsx'
import { ChatList } from './ChatList.tsx'
import { ChatPane } from './ChatPane.tsx'
import { useChats, useUnreadChats } from './chat-hooks.tsx'
import { NewChat } from './NewChat.tsx'
import type { TeamPlace } from './team-paths.ts'

/** INB-12, INB-13: members among themselves; on a phone, the chats or one of them. */
export function TeamPage({
  place: { chatId },
  aboveComposer,
}: {
  place: TeamPlace
  aboveComposer: ReactNode
}) {
  const t = useTranslations('team')
  const phone = usePhone()
  const [beginning, begin] = useState(false)
  useTitle(t('title', { unread: useUnreadChats() }))
  useShortcuts([
    { id: 'chat.new', keys: ['shift+n'], label: t('new'), section: t('section'), run: () => begin(true) },
  ])
  return (
    <div className="flex h-full">
      {!(phone && chatId) && (
        <section
          aria-label={t('page')}
          className="flex w-90 shrink-0 flex-col border-r border-line bg-surface max-wide:w-80 phone:w-full phone:border-0"
        >
          <header className="flex h-13 shrink-0 items-center gap-2 pr-2 pl-4 phone:h-14 phone:safe-top phone:box-content">
            <h1 className="flex-1 text-base font-strong">{t('page')}</h1>
            <IconButton label={t('new')} shortcut="chat.new" onClick={() => begin(true)}>
              <SquarePen aria-hidden="true" className="size-4 phone:size-5" />
            </IconButton>
          </header>
          <ChatList currentId={chatId} />
        </section>
      )}
      <ThreadKindsProvider value={chatKind}>
        {chatId ? (
          <ChatPane chatId={chatId} aboveComposer={aboveComposer} />
        ) : (
          !phone && <NothingOpen onNew={() => begin(true)} />
        )}
      </ThreadKindsProvider>
      {beginning && <NewChat onClose={() => begin(false)} />}
    </div>
  )
}

function NothingOpen({ onNew }: { onNew(): void }) {
  const t = useTranslations('team')
  const some = useChats().some(({ itemSeq }) => itemSeq > 0)
  return (
    <div className="grid flex-1 place-items-center bg-surface">
      <EmptyState
        icon={<MessagesSquare />}
        title={some ? t('pick.title') : t('none.title')}
        text={some ? t('pick.text') : t('none.text')}
        action={
          <Button onClick={onNew} shortcut="chat.new" showKeys>
            {t('new')}
          </Button>
        }
      />
    </div>
  )
}

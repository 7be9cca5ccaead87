import { Ellipsis, LogOut, Pencil, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { Menu, MenuDivider, MenuItem } from '#ui/Menu.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import type { Chat } from './chat.ts'
import { useChatName } from './chat-hooks.tsx'
import { PeopleDialog } from './PeopleDialog.tsx'
import { RenameDialog } from './RenameDialog.tsx'
import { addToChatCommand } from './team.api.ts'
import { pathOfTeam } from './team-paths.ts'

type Props = { chat: Chat; adding: boolean; onAdd(adding: boolean): void }

/** What can be done with a group, by anybody in it. */
export function ChatMenu({ chat, adding, onAdd }: Props) {
  const t = useTranslations('team')
  const { connection } = useSync()
  const problemText = useProblemText()
  const nameOf = useChatName()
  const [open, setOpen] = useState(false)
  const [renaming, setRenaming] = useState(false)
  const { id: chatId } = chat
  return (
    <>
      <IconButton label={t('add')} onClick={() => onAdd(true)}>
        <UserPlus aria-hidden="true" className="size-4 phone:size-5" />
      </IconButton>
      <Menu
        open={open}
        onOpenChange={setOpen}
        trigger={
          <IconButton label={t('more')}>
            <Ellipsis aria-hidden="true" className="size-4 phone:size-5" />
          </IconButton>
        }
      >
        <MenuItem onClick={() => setRenaming(true)}>
          <Pencil aria-hidden="true" />
          {t('rename')}
        </MenuItem>
        <MenuDivider />
        <MenuItem onClick={() => void leave()}>
          <LogOut aria-hidden="true" />
          {t('leave')}
        </MenuItem>
      </Menu>
      {adding && (
        <PeopleDialog
          title={t('add')}
          action={t('addAction')}
          note={t('addNote')}
          without={chat.memberIds}
          onClose={() => onAdd(false)}
          onChoose={(memberIds) => {
            onAdd(false)
            void connection.run(addToChatCommand, { chatId, messageId: uuidv7(), memberIds })
          }}
        />
      )}
      {renaming && <RenameDialog chat={chat} onClose={() => setRenaming(false)} />}
    </>
  )

  async function leave(): Promise<void> {
    const name = nameOf(chat)
    const result = await connection.call('chat.leave', { chatId, messageId: uuidv7() })
    if (!result.ok) return toasts.problem(problemText(result.error))
    toasts.say(t('hasLeft', { name }))
    navigate(pathOfTeam())
  }
}

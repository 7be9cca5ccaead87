import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'
import type { Chat } from './chat.ts'
import { renameChatCommand } from './team.api.ts'

/** What a group is called. Without a name it is called after who is in it. */
export function RenameDialog({ chat, onClose }: { chat: Chat; onClose(): void }) {
  const t = useTranslations('team')
  const { connection } = useSync()
  const [name, setName] = useState(chat.name ?? '')
  return (
    <Dialog title={t('rename')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const input = { chatId: chat.id, messageId: uuidv7(), name: name.trim() || null }
          void connection.run(renameChatCommand, input)
          onClose()
        }}
        className="flex flex-col gap-4"
      >
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          maxLength={60}
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" look="primary" className="self-end">
          {t('save')}
        </Button>
      </form>
    </Dialog>
  )
}

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useMyId } from '#features/member/member-hooks.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useSync } from '#sync/sync.tsx'
import { TextField } from '#ui/Field.tsx'
import { navigate } from '#ui/navigation.tsx'
import { directChatId } from './chat.ts'
import { PeopleDialog } from './PeopleDialog.tsx'
import { createChatCommand, openChatCommand } from './team.api.ts'
import { pathOfTeam } from './team-paths.ts'

/** INB-12, INB-13: with one it is the chat of the two, with several a group. */
export function NewChat({ onClose }: { onClose(): void }) {
  const t = useTranslations('team')
  const { connection } = useSync()
  const me = useMyId() ?? ''
  const [name, setName] = useState('')
  return (
    <PeopleDialog
      title={t('new')}
      action={t('newAction')}
      note={t('newNote')}
      without={[]}
      more={(chosen) =>
        chosen > 1 && (
          <TextField
            label={t('name')}
            hint={t('nameHint')}
            value={name}
            maxLength={60}
            onChange={({ target }) => setName(target.value)}
          />
        )
      }
      onClose={onClose}
      onChoose={begin}
    />
  )

  function begin(memberIds: string[]): void {
    const [memberId, ...others] = memberIds
    if (memberId === undefined) return
    onClose()
    if (others.length === 0) {
      void connection.run(openChatCommand, { memberId })
      return navigate(pathOfTeam({ chatId: directChatId(me, memberId) }))
    }
    const chatId = uuidv7()
    const input = { chatId, messageId: uuidv7(), name: name.trim() || null, memberIds }
    void connection.run(createChatCommand, input)
    navigate(pathOfTeam({ chatId }))
  }
}

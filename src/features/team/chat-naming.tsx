import { useTranslations } from 'use-intl'
import type { Naming } from '#features/comment/naming.ts'
import { namingOf } from '#features/comment/naming-hooks.tsx'
import { memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import { chatType } from './chat.ts'
import { useChatName } from './chat-hooks.tsx'

/** Who can be named in a chat: those who are in it. */
export function useNamingInChat(chatId: string): () => Naming {
  const t = useTranslations('comment')
  const { store, connection } = useSync()
  const nameOf = useChatName()
  return () => {
    const chat = store.get(chatType, chatId)
    const everybody = { memberId: null, name: t('team'), hint: t('teamHint') }
    const isHere = (id: string) => chat?.memberIds.includes(id) ?? false
    return {
      ...namingOf(store.all(memberType), { me: connection.me()?.memberId, isHere, everybody }),
      place: chat ? nameOf(chat) : '',
    }
  }
}

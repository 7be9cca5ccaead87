import { useCallback } from 'react'
import { conversationType, shelfOf } from '#features/conversation/conversation.ts'
import { foundState } from '#features/conversation/found.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { openThread } from '#features/conversation/thread-window.tsx'
import { pathOfTeam } from '#features/team/team-paths.ts'
import { useSync } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import type { Choice } from './results.ts'

/** Opens what was found: the conversation in its inbox, or the chat, at the very item. */
export function useOpenFound(): (choice: Choice) => void {
  const sync = useSync()
  return useCallback(
    (choice) => {
      if ('chatId' in choice) {
        const { chatId, seq } = choice
        return navigate(pathOfTeam({ chatId }), { state: foundState(chatId, seq) })
      }
      const { conversationId, seq } = choice
      const conversation = sync.store.get(conversationType, conversationId)
      if (!conversation) return
      const filter = { inboxId: conversation.inboxId, shelf: shelfOf(conversation) }
      openThread(sync, conversationId)
      navigate(pathOf({ filter, conversationId }), {
        state: seq === null ? null : foundState(conversationId, seq),
      })
    },
    [sync],
  )
}

import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { muteCommand, muteId } from './notification.api.ts'
import { muteType } from './notification.ts'

/** Whether one hears nothing of a conversation but one's own name, and how to change it. */
export function useMute(conversationId: string | undefined): [boolean, () => void] {
  const { connection } = useSync()
  const me = useMyId()
  const id = conversationId !== undefined && me !== undefined ? muteId(conversationId, me) : undefined
  const muted = useRow(muteType, id)?.scope === 'all'
  const toggle = () => {
    if (conversationId !== undefined)
      void connection.run(muteCommand, { conversationId, scope: muted ? 'none' : 'all' })
  }
  return [muted, toggle]
}

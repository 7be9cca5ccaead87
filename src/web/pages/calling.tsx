import { dialler } from '#features/call/dialler.tsx'
import { conversationType } from '#features/conversation/conversation.ts'
import { isLetGo, lineType } from '#features/line/line.ts'
import { useSync } from '#sync/sync.tsx'
import { currentRoute } from '../use-route.tsx'

/** CA-7: calls whom the open conversation is with, from its own line. */
export function useCalling() {
  const { store } = useSync()
  return {
    /** At once, unless another line has to be chosen first. */
    call(conversationId: string) {
      const meant = whom(conversationId)
      dialler.open({ ...meant, now: !isLetGo(store.get(lineType, meant.lineId ?? '')) })
    },
    /** The dial pad, with the open conversation's number in it. */
    dial() {
      const route = currentRoute()
      if (route.page !== 'inbox') return dialler.open()
      const { conversationId, filter } = route.place
      dialler.open(conversationId === undefined ? { lineId: lineOf(filter.inboxId) } : whom(conversationId))
    },
  }

  function lineOf(inboxId: string | null): string | undefined {
    return store.all(lineType).find((line) => line.inboxId === inboxId && !isLetGo(line))?.id
  }

  function whom(conversationId: string) {
    const conversation = store.get(conversationType, conversationId)
    return { to: conversation?.participants[0] ?? '', lineId: conversation?.lineId }
  }
}

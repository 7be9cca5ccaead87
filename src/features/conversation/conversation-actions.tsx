import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { Command } from '#sync/command.ts'
import { useSync } from '#sync/sync.tsx'
import { toasts } from '#ui/toasts.ts'
import { doneCommand, openCommand, readCommand, spamCommand, unreadCommand } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'

type Change = Command<{ ids: string[] }>

/** What can be done with a conversation: at once, with the way back in a toast. */
export type ConversationActions = Record<'done' | 'open' | 'spam' | 'unread', Act> & {
  read(id: string): void
}
/** `undone`: what else goes back with it. */
type Act = (id: string, undone?: () => void) => void

const TO: Record<Conversation['status'], Change> = { done: doneCommand, open: openCommand, spam: spamCommand }

export function useConversationActions(): ConversationActions {
  const { store, connection } = useSync()
  const t = useTranslations('conversation')
  return useMemo(() => {
    return {
      done: act(doneCommand, t('saidDone')),
      open: act(openCommand, t('saidOpen')),
      spam: act(spamCommand, t('saidSpam')),
      unread: act(unreadCommand, t('saidUnread')),
      read(id) {
        if (store.get(conversationType, id)?.unread) run(readCommand, id)
      },
    }

    function act(command: Change, said: string): Act {
      return (id, undone) => {
        const before = store.get(conversationType, id)
        if (!before) return
        run(command, id)
        if (store.get(conversationType, id) === before) return
        toasts.say(said, () => {
          putBack(before)
          undone?.()
        })
      }
    }

    function putBack({ id, status, unread }: Conversation): void {
      if (now(id)?.status !== status) run(TO[status], id)
      if (now(id)?.unread !== unread) run(unread ? unreadCommand : readCommand, id)
    }

    function now(id: string): Conversation | undefined {
      return store.get(conversationType, id)
    }

    // A refusal is told by whoever opened the connection.
    function run(command: Change, id: string): void {
      void connection.run(command, { ids: [id] })
    }
  }, [store, connection, t])
}

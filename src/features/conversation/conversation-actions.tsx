import { Check, Mail, MailOpen, RotateCcw, ShieldAlert } from 'lucide-react'
import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { preferenceType } from '#features/preference/preference.ts'
import type { Command } from '#sync/command.ts'
import type { Connection } from '#sync/connection.ts'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import type { Choice } from '#ui/shortcuts.ts'
import { toasts } from '#ui/toasts.ts'
import { doneCommand, openCommand, readCommand, spamCommand, unreadCommand } from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'
import { usePlacing } from './placing-acts.tsx'
import { type Fact, takeBack, watch } from './undo.ts'
import { isNewTo, unreadFor } from './unread-hooks.tsx'

/**
 * Something that can be done with conversations, one or a thousand: by its key, in the command menu, and from the bar
 * over a selection. A new one is an entry in `actsOf`; what it changes needs an entry in `factsOf` to be undone.
 */
export type ConversationAct = {
  /** Its shortcut is `conversation.<id>`. */
  id: string
  label: string
  keys: readonly string[]
  icon: ReactNode
  /** What it takes away where it is so already, and how it reads then. */
  off?: { label: string; is(id: string): boolean }
  /** Whether it can be done with all of these; without it, always. */
  offered?(ids: readonly string[]): boolean
  /** What is done at once … */
  deed?: Deed
  /** … or what there is to choose from, for what has been typed so far and the conversations that it is for. */
  choices?(said: string, ids: readonly string[]): (Omit<Choice, 'run'> & { deed: Deed })[]
}

/** One command on these conversations, and what is said of it when it has been done with `count` of them. */
export type Deed = {
  run(ids: string[]): Promise<unknown>
  said(count: number, ids: readonly string[]): string
  /** What it changes, for undoing it, where that is nothing of what most do. */
  facts?: readonly Fact[]
}

/** What else goes back when it is undone. */
type Perform = (deed: Deed, ids: readonly string[], undone?: () => void) => void

export function useConversationActs(): { acts: readonly ConversationAct[]; perform: Perform } {
  const { store, connection } = useSync()
  const t = useTranslations('conversation')
  const placing = usePlacing()
  return useMemo(() => {
    const facts = [...factsOf(store, connection), ...placing.facts]
    return { acts: actsOf(), perform }

    function actsOf(): readonly ConversationAct[] {
      return [
        {
          id: 'done',
          label: t('markDone'),
          keys: ['e'],
          icon: <Check />,
          deed: deed(doneCommand, (count) => t('said.done', { count })),
        },
        {
          id: 'open',
          label: t('markOpen'),
          keys: ['o'],
          icon: <RotateCcw />,
          deed: deed(openCommand, (count) => t('said.open', { count })),
        },
        {
          id: 'unread',
          label: t('markUnread'),
          keys: ['u'],
          icon: <Mail />,
          deed: deed(unreadCommand, (count) => t('said.unread', { count })),
        },
        {
          id: 'read',
          label: t('markRead'),
          keys: ['shift+u'],
          icon: <MailOpen />,
          deed: deed(readCommand, (count) => t('said.read', { count })),
        },
        {
          id: 'spam',
          label: t('markSpam'),
          keys: ['!'],
          icon: <ShieldAlert />,
          deed: deed(spamCommand, (count) => t('said.spam', { count })),
        },
        ...placing.acts,
      ]
    }

    function deed(command: Command<{ ids: string[] }>, said: Deed['said']): Deed {
      // A refusal is told by whoever opened the connection.
      return { said, run: (ids) => connection.run(command, { ids }) }
    }

    function perform(
      { run, said, facts: own = facts }: Deed,
      ids: readonly string[],
      undone?: () => void,
    ): void {
      const watched = watch(own, ids)
      const saving = run([...ids])
      const done = watched()
      if (done.length === 0) return
      const undo = async () => {
        const { kept, able } = takeBack(done)
        undone?.()
        // A refusal is told with its reason. Without a connection, what waits counts as done.
        if (connection.state() === 'live' && !(await able)) return
        toasts.say(kept > 0 ? t('undoneButKept', { count: kept }) : t('undone'))
      }
      const count = new Set(done.map(({ id }) => id)).size
      toasts.say(said(count, ids), connection.state() === 'live' ? { undo, saving } : { undo })
    }
  }, [store, connection, t, placing])
}

/** An act as it is for some conversations now: how it reads, and whether it can be done with all of them. */
export type ActOn = ConversationAct & { possible: boolean }

export function useActsOn(acts: readonly ConversationAct[], ids: readonly string[]): readonly ActOn[] {
  const { store } = useSync()
  // A value that stays the same while they do: the hook compares by identity.
  const written = useSyncExternalStore(store.onChange, () =>
    JSON.stringify(
      acts.map(({ off, offered }) => [
        off !== undefined && ids.length > 0 && ids.every(off.is),
        offered?.(ids) ?? true,
      ]),
    ),
  )
  return useMemo(() => {
    const states: [boolean, boolean][] = JSON.parse(written)
    return acts.map((act, index) => {
      const [isOff, possible = true] = states[index] ?? []
      return { ...act, label: isOff && act.off ? act.off.label : act.label, possible }
    })
  }, [acts, written])
}

const TO: Record<Conversation['status'], Command<{ ids: string[] }>> = {
  done: doneCommand,
  open: openCommand,
  spam: spamCommand,
}

/** What undoing puts back, in this order: a conversation that is opened again can then be unread again. */
function factsOf(store: Store, connection: Connection): readonly Fact[] {
  const { run } = connection
  return [
    fact(
      ({ status }) => status,
      (ids, status) => run(TO[status], { ids }),
    ),
    {
      of: (id) => unreadFor(store, connection.me()?.memberId ?? '', id),
      restore: (ids, unread) => [run(unread ? unreadCommand : readCommand, { ids })],
    },
  ]

  function fact<Value>(
    read: (conversation: Conversation) => Value,
    restore: (ids: string[], value: Value) => ReturnType<typeof run>,
  ): Fact {
    return {
      of(id) {
        const conversation = store.get(conversationType, id)
        return conversation && read(conversation)
      },
      // What is put back is what `read` has found before.
      restore: (ids, value) => [restore(ids, value as Value)],
    }
  }
}

/** The same for who has buttons for a conversation of their own: at once, with the way back in a toast. */
export type ConversationActions = Record<'done' | 'open' | 'spam' | 'unread', Act> & {
  /** Somebody looks at it: that it is read goes without saying, unless they count an answer only. */
  seen(id: string): void
}
type Act = (id: string, undone?: () => void) => void

export function useConversationActions(): ConversationActions {
  const { store, connection } = useSync()
  const { acts, perform } = useConversationActs()
  return useMemo(() => {
    return {
      done: act('done'),
      open: act('open'),
      spam: act('spam'),
      unread: act('unread'),
      seen(id) {
        const me = connection.me()?.memberId ?? ''
        if (store.get(preferenceType, me)?.readOnReply) return
        if (unreadFor(store, me, id) || isNewTo(store, me, id))
          void connection.run(readCommand, { ids: [id] })
      },
    }

    function act(name: string): Act {
      const deed = acts.find(({ id }) => id === name)?.deed
      return (id, undone) => deed && perform(deed, [id], undone)
    }
  }, [store, connection, acts, perform])
}

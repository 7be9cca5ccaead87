import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { type Conversation, conversationType, shelfOf } from '#features/conversation/conversation.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { useOpenFound } from '#features/search/open-found.tsx'
import { pathOfSearch } from '#features/search/paths.ts'
import { useSearchOnce } from '#features/search/search-hooks.tsx'
import { useSegments } from '#features/segment/segment-hooks.tsx'
import { chatType } from '#features/team/chat.ts'
import { useChatName } from '#features/team/chat-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import type { Choice } from '#ui/shortcuts.ts'
import { useToday, useWhen } from '#ui/When.tsx'
import { findPeople } from './people.ts'

/** Where the command menu looks, beside the commands themselves. */
export type Source = {
  heading: string
  /** Looked through too when a contact is to be found. */
  people: boolean
  /** At once, from what this browser holds. */
  find(said: string): Choice[]
  /** What comes later, from the server; of no use any more once something else has been typed. */
  later?(said: string, given: AbortSignal): Promise<Choice[]>
}

/** Every source. One that asks the server is one more entry, with `later`. */
export function useSources(): Source[] {
  const { people, said } = useFoundLater()
  return [{ ...usePeople(), later: people }, useInboxSource(), useSegmentSource(), useSaid(said)]
}

type Later = NonNullable<Source['later']>

// The server is asked once for both.
function useFoundLater(): { people: Later; said: Later } {
  const { store } = useSync()
  const find = useSearchOnce()
  const open = useOpenFound()
  const chatNameOf = useChatName()
  const when = useWhen()
  const today = useToday()
  const asked = useRef<{ said: string; found: ReturnType<typeof find> }>(undefined)

  return {
    people: async (said) =>
      (await found(said)).people.flatMap(({ id }) => {
        const conversation = store.get(conversationType, id)
        return conversation ? [choiceOf(store, conversation)] : []
      }),
    said: async (said) => {
      const { hits, chats } = await found(said)
      return [
        ...hits.map((hit) => ({
          id: `hit ${hit.id}`,
          label: hit.text,
          hint: [nameOf(hit.conversationId), when.brief(hit.at, today)].join(' · '),
          run: () => open(hit),
        })),
        ...chats.map((hit) => ({
          id: `chat ${hit.id}`,
          label: hit.text,
          hint: [chatName(hit.chatId), when.brief(hit.createdAt, today)].join(' · '),
          run: () => open(hit),
        })),
      ]
    },
  }

  function found(said: string): ReturnType<typeof find> {
    if (asked.current?.said !== said) asked.current = { said, found: find(said) }
    return asked.current.found
  }

  function chatName(id: string): string {
    const chat = store.get(chatType, id)
    return chat ? chatNameOf(chat) : ''
  }

  function nameOf(conversationId: string): string {
    const { contactId = '', display = '' } = store.get(conversationType, conversationId) ?? {}
    return store.get(contactType, contactId)?.name ?? display
  }
}

// What was said, and the way to all of it.
function useSaid(later: Later): Source {
  const t = useTranslations('web')
  return {
    heading: t('menu.said'),
    people: false,
    find: (said) =>
      said.trim() === ''
        ? []
        : [{ id: 'search', label: t('menu.searchFor', { said }), run: () => navigate(pathOfSearch(said)) }],
    later,
  }
}

function usePeople(): Source {
  const t = useTranslations('web')
  const { store } = useSync()
  return {
    heading: t('menu.people'),
    people: true,
    find: (said) => findPeople(said, peopleOf(store)).map((found) => choiceOf(store, found.conversation)),
  }
}

function useInboxSource(): Source {
  const t = useTranslations('web')
  const conversation = useTranslations('conversation')
  const inboxes = useInboxes()
  const all = { id: null, name: conversation('allInboxes'), emoji: undefined }
  return {
    heading: t('inboxes'),
    people: false,
    find: () =>
      [...(inboxes.length > 1 ? [all] : []), ...inboxes].map(({ id, name, emoji }) => ({
        id: `inbox ${id}`,
        label: name,
        emoji,
        hint: t('menu.inbox'),
        run: () => navigate(pathOf({ filter: { inboxId: id, shelf: 'open' } })),
      })),
  }
}

function useSegmentSource(): Source {
  const t = useTranslations('web')
  const heading = useTranslations('segment')('segments')
  const segments = useSegments()
  return {
    heading,
    people: false,
    find: () =>
      segments.map(({ id, name, filter }) => ({
        id: `segment ${id}`,
        label: name,
        hint: t('menu.segment'),
        run: () => navigate(pathOf({ filter })),
      })),
  }
}

function peopleOf(store: Store) {
  return store.all(conversationType).map((conversation) => {
    const { name, company } = store.get(contactType, conversation.contactId) ?? {}
    return { conversation, name: name ?? null, company: company ?? null }
  })
}

function choiceOf(store: Store, conversation: Conversation): Choice {
  const { id, inboxId, contactId, display } = conversation
  const { name, company } = store.get(contactType, contactId) ?? {}
  const inbox = store.get(inboxType, inboxId)
  return {
    id: `conversation ${id}`,
    label: name ?? display,
    hint: [company, name && display, inbox?.name].filter(Boolean).join(' · '),
    run: () => navigate(pathOf({ filter: { inboxId, shelf: shelfOf(conversation) }, conversationId: id })),
  }
}

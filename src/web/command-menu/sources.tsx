import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { type Conversation, conversationType, shelfOf } from '#features/conversation/conversation.ts'
import { pathOf } from '#features/conversation/paths.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { navigate } from '#ui/navigation.tsx'
import type { Choice } from '#ui/shortcuts.ts'
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
  return [usePeople(), useInboxSource()]
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
  const inboxes = useInboxes()
  return {
    heading: t('inboxes'),
    people: false,
    find: () =>
      inboxes.map(({ id, name, emoji }) => ({
        id: `inbox ${id}`,
        label: name,
        emoji,
        hint: t('menu.inbox'),
        run: () => navigate(pathOf({ filter: { inboxId: id, shelf: 'open' } })),
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

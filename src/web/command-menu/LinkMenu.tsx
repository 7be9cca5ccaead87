import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { type Contact, contactType } from '#features/contact/contact.ts'
import { keptContactsQuery, linkContactCommand } from '#features/conversation/contact-link.api.ts'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { useConversationActs } from '#features/conversation/conversation-actions.tsx'
import type { Fact } from '#features/conversation/undo.ts'
import { useSearchOnce } from '#features/search/search-hooks.tsx'
import { uuidv7 } from '#kit/id.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import type { MenuPlace } from '#ui/command-menu.ts'
import type { Choice } from '#ui/shortcuts.ts'
import {
  type Candidate,
  candidatesOf,
  findCandidates,
  keptCandidate,
  LONGEST_NAME,
  nameIn,
} from './candidates.ts'
import { Finder } from './Finder.tsx'
import type { Source } from './sources.tsx'

/** MO-7, CT-9: whom a conversation is linked to: one of the contacts that the member sees, or a new one. */
export function LinkMenu({ place, conversationId }: { place: MenuPlace; conversationId: string }) {
  const t = useTranslations('conversation')
  const c = useTranslations('contact')
  const conversation = useRow(conversationType, conversationId)
  const linkTo = useLinkTo(conversationId)
  const search = useFound()
  const sources = [useKnown(conversation, linkTo, search), useNew(linkTo, search)]
  return (
    <Finder place={place} sources={sources} title={t('linkContact')} placeholder={c('link.placeholder')} />
  )
}

type LinkTo = (contact: { id: string; called: string; name?: string }) => void

function useKnown(conversation: Conversation | undefined, linkTo: LinkTo, search: Search): Source {
  const t = useTranslations('contact')
  const { store } = useSync()
  return { heading: t('link.known'), people: true, find: (said) => find(said).map(choiceOf), later }

  function find(said: string): Candidate[] {
    return findCandidates(said, candidatesOf(store), conversation?.contactId)
  }

  async function later(said: string): Promise<Choice[]> {
    const { contactIds, kept } = await search(said)
    // Whoever was found is here by now.
    const met = new Map(candidatesOf(store).map((one) => [one.id, one]))
    const found = [...contactIds].flatMap((id) => met.get(id) ?? [])
    // An inbox keeps whom it has known, those who are back in it as well.
    const others = kept.filter(({ id }) => !found.some((one) => one.id === id))
    return [...found, ...others.map(keptCandidate)]
      .filter(({ id }) => id !== conversation?.contactId)
      .map(choiceOf)
  }

  function choiceOf({ id, name, company, conversation: { display } }: Candidate): Choice {
    const called = name ?? display
    const hint = [company, display].filter((one) => one && one !== called).join(' · ')
    return { id, label: called, hint, run: () => linkTo({ id, called }) }
  }
}

// Offered when it is known who else may be meant: somebody who is there already is not to be made once more.
function useNew(linkTo: LinkTo, search: Search): Source {
  const t = useTranslations('contact')
  const { connection } = useSync()
  return { heading: t('link.new'), people: true, find: () => [], later }

  async function later(said: string): Promise<Choice[]> {
    const name = nameIn(said)
    if (name === undefined) return []
    if (connection.state() === 'live') await search(said)
    const run = () => linkTo({ id: uuidv7(), called: name, name })
    return [{ id: 'new', label: t('link.make', { name }), run }]
  }
}

type Found = { contactIds: Set<string>; kept: Contact[] }
type Search = (said: string) => Promise<Found>

// The server is asked once for both.
function useFound(): Search {
  const { store, connection } = useSync()
  const search = useSearchOnce()
  const asked = useRef<{ said: string; found: Promise<Found> }>(undefined)
  return (said) => {
    if (asked.current?.said !== said) asked.current = { said, found: find(said) }
    return asked.current.found
  }

  async function find(said: string): Promise<Found> {
    const words = said.slice(0, LONGEST_NAME)
    const [{ people }, kept] = await Promise.all([search(said), connection.ask(keptContactsQuery, { words })])
    const contactIds = people.flatMap(({ id }) => store.get(conversationType, id)?.contactId ?? [])
    // What the server answers under this name.
    const rows = kept.ok ? ((kept.value.rows[contactType.name] ?? []) as Contact[]) : []
    return { contactIds: new Set(contactIds), kept: rows }
  }
}

function useLinkTo(conversationId: string): LinkTo {
  const t = useTranslations('contact')
  const { store, connection } = useSync()
  const { perform } = useConversationActs()
  const linked: Fact<string> = {
    of: (id) => store.get(conversationType, id)?.contactId ?? '',
    restore: ([id = ''], contactId) => [connection.run(linkContactCommand, { id, contactId, undo: true })],
  }
  return ({ id: contactId, called, name }) =>
    perform(
      {
        run: ([id = '']) => connection.run(linkContactCommand, { id, contactId, ...(name && { name }) }),
        said: () => t('link.done', { name: called }),
        // What is put back is what was read before.
        facts: [linked as Fact],
      },
      [conversationId],
    )
}

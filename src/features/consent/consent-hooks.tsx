import { useTranslations } from 'use-intl'
import { type Contact, contactType } from '#features/contact/contact.ts'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Result } from '#kit/result.ts'
import { useRow, useSync, useThread } from '#sync/sync.tsx'
import { toasts } from '#ui/toasts.ts'
import { useWhen } from '#ui/When.tsx'
import { dismissCommand, optInCommand, optOutCommand, undoConsentCommand } from './consent.api.ts'

/** Whether a conversation's customer wants texts, and what a member can do about it: at once, with the way back. */
export function useConsent(at: Conversation) {
  const { id: conversationId, contactId, display } = at
  const t = useTranslations('consent')
  const conversation = useTranslations('conversation')
  const { connection, store } = useSync()
  const who = useContactName(contactId, display)
  const { optOut = null, optOutAsked = null } = useRow(contactType, contactId) ?? {}
  return {
    who,
    optedOut: optOut,
    asked: useAsks(at, optOutAsked),
    optOut: () => act(() => connection.run(optOutCommand, { conversationId }), t('said.out', { who })),
    optIn: () =>
      act(() => connection.run(optInCommand, { conversationId, agreed: true }), t('said.in', { who })),
    dismiss: () =>
      act(() => connection.run(dismissCommand, { conversationId }), t('said.dismissed', { who })),
  }

  function act(run: () => Promise<Result<unknown>>, said: string): void {
    const contact = store.get(contactType, contactId)
    const before = { optOut: contact?.optOut ?? null, optOutAsked: contact?.optOutAsked ?? null }
    const saving = run()
    toasts.say(said, connection.state() === 'live' ? { undo, saving } : { undo })

    // A refusal is told by whoever opened the connection.
    async function undo(): Promise<void> {
      const undone = connection.run(undoConsentCommand, { conversationId, before })
      if (connection.state() !== 'live' || (await undone).ok) toasts.say(conversation('undone'))
    }
  }
}

// INB-11: not of a text that is hidden from them. Where its own conversation is another customer's by now, it is asked in
// every one of this customer's.
function useAsks({ id, contactId, historyOwnerId }: Conversation, asked: Contact['optOutAsked']): boolean {
  const me = useMyId()
  const items = useThread(id)
  const place = useRow(conversationType, asked?.conversationId)
  if (!asked) return false
  if (asked.conversationId !== id) return place !== undefined && place.contactId !== contactId
  if (historyOwnerId === null || historyOwnerId === me) return true
  return items.some(({ row }) => row.id === asked.messageId)
}

/** Since when, and from whom it is known; `exactly` to the year, as it is on record. */
export function useSinceWords(exactly = false): (optOut: NonNullable<Contact['optOut']>) => string {
  const t = useTranslations('consent')
  const when = useWhen()
  const me = useMyId()
  const { store } = useSync()
  return ({ at, source, memberId, words }) => {
    const name = memberId === null ? undefined : store.get(memberType, memberId)?.name
    return t(`since.${source}`, {
      when: exactly ? when.exact(at) : when.moment(at),
      words: words ?? '',
      member: name ?? t('formerMember'),
      mine: memberId !== null && memberId === me ? 'yes' : 'no',
    })
  }
}

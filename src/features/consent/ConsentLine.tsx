import { useTranslations } from 'use-intl'
import { contactType } from '#features/contact/contact.ts'
import { conversationType } from '#features/conversation/conversation.ts'
import { ThreadLine } from '#features/conversation/EventLine.tsx'
import type { ItemProps } from '#features/conversation/thread-kinds.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Event } from '#sync/event.ts'
import { useRow } from '#sync/sync.tsx'

/** What was said of a customer's texts, in a line: "Dora opted out of texts: “STOP”". */
export function ConsentLine({
  row: { type, actorId, conversationId, subjectId, data, at },
}: ItemProps<Event>) {
  const t = useTranslations('consent')
  const me = useMyId()
  const member = useRow(memberType, actorId ?? undefined)
  const contact = useRow(contactType, subjectId ?? undefined)
  const conversation = useRow(conversationType, conversationId ?? undefined)
  const words = {
    who: contact?.name ?? conversation?.display ?? '',
    member: member?.name ?? t('formerMember'),
    mine: actorId !== null && actorId === me ? 'yes' : 'no',
    words: typeof data.words === 'string' ? data.words : '',
  }
  const said = saidOf()
  return said === undefined ? null : <ThreadLine at={at}>{said}</ThreadLine>

  function saidOf(): string | undefined {
    const { source } = data
    const isWords = source === 'words'
    switch (type) {
      case 'contact.opted-out':
        return t(`line.out.${isWords || source === 'carrier' ? source : 'member'}`, words)
      case 'contact.opted-in':
        return t(`line.in.${isWords ? source : 'member'}`, words)
      case 'contact.consent-undone':
        return t('line.undone', words)
    }
  }
}

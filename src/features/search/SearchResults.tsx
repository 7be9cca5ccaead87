import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { chatType } from '#features/team/chat.ts'
import { useChatName } from '#features/team/chat-hooks.tsx'
import type { ChatHit } from '#features/team/team.api.ts'
import { useRow } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { optionId } from '#ui/VirtualList.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { type Choice, type Group, grouped } from './results.ts'
import type { Hit } from './search.api.ts'
import type { Found } from './search-hooks.tsx'
import { pieces } from './terms.ts'

export const RESULTS = 'search-results'

type Choosing = { activeId: string | undefined; onPoint(id: string): void; onOpen(choice: Choice): void }

/** Whom one talks to first, then what was said, newest first and by conversation. */
export function SearchResults({ found, onMore, ...choosing }: Choosing & { found: Found; onMore(): void }) {
  const t = useTranslations('search')
  const { people, chats, hits, next } = found
  return (
    <div className="mx-auto max-w-3xl pb-6">
      <div
        id={RESULTS}
        // No tags hold groups of options that are drawn as they please.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="listbox"
        aria-label={t('results')}
      >
        {people.length > 0 && (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          <div role="group" aria-labelledby="search-people">
            <Heading id="search-people">{t('people')}</Heading>
            {people.map(({ id }) => (
              <PersonRow key={id} id={id} {...choosing} />
            ))}
          </div>
        )}
        {chats.length > 0 && (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          <div role="group" aria-labelledby="search-chats">
            <Heading id="search-chats">{t('chats')}</Heading>
            {chats.map((hit) => (
              <ChatHitRow key={hit.id} hit={hit} {...choosing} />
            ))}
          </div>
        )}
        {hits.length > 0 && people.length + chats.length > 0 && <Heading>{t('said')}</Heading>}
        {grouped(hits).map((group) => (
          <HitGroup key={group.conversationId} group={group} {...choosing} />
        ))}
      </div>
      {next !== null && (
        <div className="flex flex-col items-center gap-2 pt-4">
          {hits.length === 0 && <p className="text-sm text-muted">{t('noneYet')}</p>}
          <Button onClick={onMore}>{t('older')}</Button>
        </div>
      )}
    </div>
  )
}

function Heading({ id, children }: { id?: string; children: string }) {
  return (
    <p id={id} role="presentation" className="px-4 pt-4 pb-1 text-xs font-medium text-faint">
      {children}
    </p>
  )
}

function PersonRow({ id, ...choosing }: Choosing & { id: string }) {
  const conversation = useRow(conversationType, id)
  return conversation ? <Person conversation={conversation} {...choosing} /> : null
}

function Person({ conversation, ...choosing }: Choosing & { conversation: Conversation }) {
  const { id, contactId, display } = conversation
  const name = useContactName(contactId, display)
  return (
    <Option choice={{ id, conversationId: id, seq: null }} {...choosing}>
      <span className="flex items-baseline gap-2">
        <span className="truncate font-medium">{name}</span>
        {name !== display && <span className="tabular shrink-0 text-sm text-muted">{display}</span>}
        <InboxName id={conversation.inboxId} />
      </span>
    </Option>
  )
}

function HitGroup({ group: { conversationId, hits }, ...choosing }: Choosing & { group: Group }) {
  const conversation = useRow(conversationType, conversationId)
  const name = useContactName(conversation?.contactId, conversation?.display ?? '')
  if (!conversation) return null
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div role="group" aria-label={name} className="pt-3">
      <p role="presentation" className="flex items-baseline gap-2 px-4 pb-0.5 text-sm">
        <span className="truncate font-strong">{name}</span>
        <InboxName id={conversation.inboxId} />
      </p>
      {hits.map((hit) => (
        <HitRow key={hit.id} hit={hit} customer={name} {...choosing} />
      ))}
    </div>
  )
}

function HitRow({ hit, customer, ...choosing }: Choosing & { hit: Hit; customer: string }) {
  const t = useTranslations('search')
  const when = useWhen()
  const today = useToday()
  const author = useAuthor(hit, customer)
  return (
    <Option choice={hit} {...choosing}>
      <span className="flex items-baseline gap-2 text-xs text-muted">
        <span className="min-w-0 flex-1 truncate">
          {author}
          {hit.kind === 'comment' && <span className="text-warn"> · {t('comment')}</span>}
          {hit.kind === 'call' && <span> · {t('call')}</span>}
        </span>
        <span className="tabular shrink-0">{when.brief(hit.at, today)}</span>
      </span>
      <span dir="auto" className="line-clamp-2 text-base break-words [overflow-wrap:anywhere]">
        {pieces(hit.text, hit.marks).map(({ text, found }, at) =>
          found ? (
            <mark key={at} className="rounded-xs bg-warn-soft font-strong text-ink">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
    </Option>
  )
}

function ChatHitRow({ hit, ...choosing }: Choosing & { hit: ChatHit }) {
  const t = useTranslations('search')
  const when = useWhen()
  const today = useToday()
  const chat = useRow(chatType, hit.chatId)
  const nameOf = useChatName()
  const me = useMyId()
  const author = useRow(memberType, hit.authorId)
  if (!chat) return null
  return (
    <Option choice={hit} {...choosing}>
      <span className="flex items-baseline gap-2 text-xs text-muted">
        <span className="min-w-0 flex-1 truncate">
          {nameOf(chat)} · {hit.authorId === me ? t('you') : author?.name}
        </span>
        <span className="tabular shrink-0">{when.brief(hit.createdAt, today)}</span>
      </span>
      <span dir="auto" className="line-clamp-2 text-base break-words [overflow-wrap:anywhere]">
        {hit.text}
      </span>
    </Option>
  )
}

function useAuthor({ by }: Hit, customer: string): string {
  const t = useTranslations('search')
  const me = useMyId()
  const member = useRow(memberType, by === null || by === 'customer' ? undefined : by)
  if (by === 'customer') return customer
  return by !== null && by === me ? t('you') : (member?.name ?? t('us'))
}

function InboxName({ id }: { id: string }) {
  const inbox = useRow(inboxType, id)
  return (
    <span className="ml-auto shrink-0 text-xs text-muted">
      {inbox?.emoji} {inbox?.name}
    </span>
  )
}

type OptionProps = Choosing & { choice: Choice; children: ReactNode }

function Option({ choice, activeId, onPoint, onOpen, children }: OptionProps) {
  const active = choice.id === activeId
  return (
    // The keys are the field's, where the focus is.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={optionId(choice.id)}
      // No tag holds an option of two lines.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      aria-selected={active}
      tabIndex={-1}
      onClick={() => onOpen(choice)}
      onPointerMove={() => !active && onPoint(choice.id)}
      className={cx(
        'relative mx-2 flex min-h-11 cursor-default flex-col justify-center rounded-md px-2 py-1.5 outline-none phone:min-h-12',
        active && 'bg-selected',
      )}
    >
      {children}
    </div>
  )
}

import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { foundState } from '#features/conversation/found.ts'
import { MemberStatus } from '#features/member/MemberStatus.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { Link, navigate } from '#ui/navigation.tsx'
import { useToday, useWhen } from '#ui/When.tsx'
import { ChatFace } from './ChatFace.tsx'
import { type Chat, chatType } from './chat.ts'
import { useChatName, useChats, useUnreadIn } from './chat-hooks.tsx'
import { CHAT_HITS, type ChatHit, chatSearchQuery } from './team.api.ts'
import { pathOfTeam } from './team-paths.ts'

/** The reader's chats, and what was said in them. */
export function ChatList({ currentId }: { currentId: string | undefined }) {
  const t = useTranslations('team')
  const [query, setQuery] = useState('')
  const chats = useChats()
  const nameOf = useChatName()
  const wanted = query.trim().toLowerCase()
  // One that somebody has opened and said nothing in yet is no news to the other.
  const begun = chats.filter(({ id, itemSeq }) => itemSeq > 0 || id === currentId)
  const shown = wanted === '' ? begun : begun.filter((chat) => nameOf(chat).toLowerCase().includes(wanted))
  const hits = useHits(query.trim())
  return (
    <>
      <div className="relative mx-3 mb-2">
        <Search aria-hidden="true" className="absolute top-2 left-2.5 size-4 text-faint phone:top-3.5" />
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={query}
          maxLength={200}
          onChange={({ target }) => setQuery(target.value)}
          className="h-8 w-full rounded-md border border-edge bg-surface pr-2 pl-8 text-sm text-ink phone:h-11 phone:text-base"
        />
      </div>
      <nav aria-label={t('chats')} className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-3">
        <ul>
          {shown.map((chat) => (
            <ChatRow key={chat.id} chat={chat} current={chat.id === currentId} />
          ))}
        </ul>
        {wanted !== '' && hits && <Hits hits={hits} />}
        {wanted !== '' && shown.length === 0 && hits?.length === 0 && (
          <p className="px-3 py-4 text-sm text-muted">{t('notFound')}</p>
        )}
      </nav>
    </>
  )
}

function ChatRow({ chat, current }: { chat: Chat; current: boolean }) {
  const t = useTranslations('team')
  const when = useWhen()
  const today = useToday()
  const me = useMyId()
  const name = useChatName()(chat)
  const unread = useUnreadIn(chat)
  const { authorId, text } = chat.preview
  const author = useRow(memberType, chat.direct || authorId === me ? undefined : (authorId ?? undefined))
  const who = authorId !== null && authorId === me ? t('you') : author?.name
  return (
    <li>
      <Link
        to={pathOfTeam({ chatId: chat.id })}
        aria-current={current ? 'page' : undefined}
        className={cx(
          'flex h-15 items-center gap-3 rounded-md px-2.5',
          current ? 'bg-selected' : 'hover:bg-hover',
        )}
      >
        <ChatFace chat={chat} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className={cx('min-w-0 flex-1 truncate', unread > 0 ? 'font-strong' : 'font-medium')}>
              {name}
              {unread > 0 && <span className="unseen">{t('unread', { unread })}</span>}
            </span>
            {chat.direct && <MemberStatus memberId={chat.memberIds.find((id) => id !== me)} />}
            {chat.itemSeq > 0 && (
              <span className="tabular shrink-0 text-xs text-muted">
                {when.brief(chat.lastActivityAt, today)}
              </span>
            )}
          </span>
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-sm text-muted">
              {text !== '' && who !== undefined ? t('saidBy', { who, said: text }) : text}
            </span>
            {unread > 0 && (
              <span
                // Said after the name.
                aria-hidden="true"
                className="tabular min-w-4.5 rounded-full bg-accent px-1 text-center text-2xs leading-4.5 font-strong text-on-accent"
              >
                {unread}
              </span>
            )}
          </span>
        </span>
      </Link>
    </li>
  )
}

function Hits({ hits }: { hits: readonly ChatHit[] }) {
  const t = useTranslations('team')
  if (hits.length === 0) return null
  return (
    <>
      <h2 className="px-2.5 pt-4 pb-1 text-xs font-medium text-faint">{t('said')}</h2>
      <ul>
        {hits.map((hit) => (
          <HitRow key={hit.id} hit={hit} />
        ))}
      </ul>
    </>
  )
}

function HitRow({ hit: { chatId, seq, authorId, text, createdAt } }: { hit: ChatHit }) {
  const t = useTranslations('team')
  const when = useWhen()
  const today = useToday()
  const nameOf = useChatName()
  const me = useMyId()
  const chat = useRow(chatType, chatId)
  const author = useRow(memberType, authorId)
  if (!chat) return null
  return (
    <li>
      <button
        type="button"
        onClick={() => navigate(pathOfTeam({ chatId }), { state: foundState(chatId, seq) })}
        className="w-full rounded-md px-2.5 py-1.5 text-left hover:bg-hover"
      >
        <span className="flex gap-2 text-xs text-muted">
          <span className="min-w-0 flex-1 truncate">
            {nameOf(chat)} · {authorId === me ? t('you') : author?.name}
          </span>
          <span className="tabular shrink-0">{when.brief(createdAt, today)}</span>
        </span>
        <span dir="auto" className="line-clamp-2 text-sm break-words">
          {text}
        </span>
      </button>
    </li>
  )
}

const PAUSE_MS = 120

// What has been typed so far is asked for when the typing pauses.
function useHits(words: string): readonly ChatHit[] | undefined {
  const { connection } = useSync()
  const [found, setFound] = useState<{ words: string; hits: readonly ChatHit[] }>()
  useEffect(() => {
    if (words === '') return undefined
    let late = false
    const timer = setTimeout(async () => {
      const result = await connection.ask(chatSearchQuery, { words })
      // What the server answers under this name.
      if (!late && result.ok) setFound({ words, hits: (result.value.rows[CHAT_HITS] ?? []) as ChatHit[] })
    }, PAUSE_MS)
    return () => {
      late = true
      clearTimeout(timer)
    }
  }, [connection, words])
  // Of the words before while the new ones are being asked for.
  return words === '' ? undefined : found?.hits
}

import { useContactName } from '#features/contact/contact-hooks.tsx'
import { type Conversation, conversationType } from '#features/conversation/conversation.ts'
import { linkedIn, type Unfolded, useUnfolded } from '#features/conversation/link-hooks.tsx'
import { type Linked, linkPath } from '#features/conversation/paths.ts'
import { inboxType } from '#features/inbox/inbox.ts'
import { useRow } from '#sync/sync.tsx'
import { Link } from '#ui/navigation.tsx'
import type { Note } from './note.ts'
import { partsOf } from './note-text.ts'

const MOST = 3

/** S1: what the links in a note lead to, for who may see it; for anybody else they stay what they are. */
export function LinkCards({ note }: { note: Pick<Note, 'text' | 'mentions'> }) {
  // Looked for only in what can hold one: most notes hold none.
  if (!note.text.includes('://')) return null
  const links = partsOf(note.text, note.mentions).flatMap((part) =>
    part.type === 'link' ? (linkedIn(part.text) ?? []) : [],
  )
  const paths = new Map(links.map((linked) => [linkPath(linked), linked]))
  return [...paths].slice(0, MOST).map(([path, linked]) => <LinkCard key={path} linked={linked} />)
}

function LinkCard({ linked }: { linked: Linked }) {
  const unfolded = useUnfolded(linked)
  // It goes at once with the reader's access.
  const conversation = useRow(conversationType, linked.conversationId)
  return unfolded && conversation ? (
    <Card linked={linked} conversation={conversation} item={unfolded.item} />
  ) : null
}

type CardProps = { linked: Linked; conversation: Conversation; item: NonNullable<Unfolded>['item'] }

function Card({ linked, conversation, item }: CardProps) {
  const { contactId, display, inboxId, preview } = conversation
  const name = useContactName(contactId, display)
  const inbox = useRow(inboxType, inboxId)
  const text = wordsOf(item) ?? (linked.seq === undefined ? preview.text : '')
  return (
    <Link
      to={linkPath(linked)}
      className="mt-1.5 mb-1 block w-80 max-w-full rounded-lg border border-edge bg-surface px-3 py-2 text-sm whitespace-normal hover:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <span className="truncate font-medium">{name}</span>
        <span className="ml-auto shrink-0 text-xs text-muted">
          {inbox?.emoji} {inbox?.name}
        </span>
      </span>
      {text && <span className="line-clamp-2 text-muted">{text}</span>}
    </Link>
  )
}

// Messages and comments say something; what was deleted does not any more.
function wordsOf(item: CardProps['item']): string | undefined {
  const { text, deletedAt = null } = (item?.row ?? {}) as { text?: unknown; deletedAt?: unknown }
  return typeof text === 'string' && deletedAt === null ? text : undefined
}

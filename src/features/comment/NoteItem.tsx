import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { lazily } from '#ui/lazily.tsx'
import { Time, useWhen } from '#ui/When.tsx'
import { LinkCards } from './LinkCards.tsx'
import { NoteActs, type NoteActsOf } from './NoteActs.tsx'
import { NoteText } from './NoteText.tsx'
import type { Note } from './note.ts'
import { Reactions } from './Reactions.tsx'

const NoteHistory = lazily(() => import('./NoteHistory.tsx').then((module) => module.NoteHistory))

export type NoteItemProps = {
  note: Note
  /** As screen readers hear it: "Comment by Ada, 9:41". */
  kind: 'comment' | 'chat'
  /** On the side of what is ours. */
  ours: boolean
  first: boolean
  last: boolean
  acts: NoteActsOf
  /** Where its text is changed. */
  editor(onDone: () => void): ReactNode
  /** How far it has come, when that is not obvious. */
  children?: ReactNode
}

/** What a member wrote to others, and what they did with it. */
export function NoteItem({ note, kind, ours, first, last, acts, editor, children }: NoteItemProps) {
  const t = useTranslations('comment')
  const when = useWhen()
  const me = useMyId()
  const author = useRow(memberType, note.authorId)
  const [editing, setEditing] = useState(false)
  const [history, setHistory] = useState(false)
  const name = note.authorId === me ? t('you') : (author?.name ?? t('formerMember'))
  const changed = note.earlier.length > 0
  return (
    <article
      aria-label={[t(`kind.${kind}`, { name }), when.clock(note.createdAt)].join(', ')}
      className={cx(
        'group/note flex flex-col',
        ours ? 'items-end' : 'items-start',
        first ? 'mt-3' : 'mt-0.5',
      )}
    >
      {first && (
        <p className="mb-1 flex gap-1.5 px-1 text-xs text-muted">
          <span className="font-medium">{name}</span>
          {kind === 'comment' && <span className="text-warn">{t('inside')}</span>}
          <Time at={note.createdAt} className="tabular text-faint" />
        </p>
      )}
      {note.deletedAt !== null ? (
        <Gone note={note} onShow={() => setHistory(true)} />
      ) : editing ? (
        <div className="w-full max-w-144">{editor(() => setEditing(false))}</div>
      ) : (
        <div className={cx('flex max-w-full items-center gap-1', ours && 'flex-row-reverse')}>
          <div
            dir="auto"
            className={cx(
              'max-w-[min(36rem,82vw)] min-w-0 rounded-xl px-3 py-1.5 text-base break-words whitespace-pre-wrap text-ink [overflow-wrap:anywhere]',
              kind === 'comment' ? 'bg-warn-soft' : ours ? 'bg-accent-soft' : 'bg-sunken',
              !first && (ours ? 'rounded-tr-sm' : 'rounded-tl-sm'),
              !last && (ours ? 'rounded-br-sm' : 'rounded-bl-sm'),
            )}
          >
            <NoteText note={note} />
            {changed && (
              <button
                type="button"
                onClick={() => setHistory(true)}
                className="ml-1.5 text-xs text-muted underline-offset-2 hover:underline"
              >
                {t('edited')}
              </button>
            )}
            <LinkCards note={note} />
          </div>
          <NoteActs
            acts={acts}
            onEdit={() => setEditing(true)}
            onHistory={changed ? () => setHistory(true) : undefined}
          />
        </div>
      )}
      {note.deletedAt === null && <Reactions note={note} react={acts.react} />}
      {children}
      {history && <NoteHistory.Component note={note} onClose={() => setHistory(false)} />}
    </article>
  )
}

function Gone({ note: { deletedBy }, onShow }: { note: Note; onShow(): void }) {
  const t = useTranslations('comment')
  const me = useMyId()
  const who = useRow(memberType, deletedBy ?? undefined)
  const mine = deletedBy === me ? 'yes' : 'no'
  return (
    <p className="flex items-baseline gap-2 rounded-xl border border-line px-3 py-1.5 text-sm text-muted">
      {t('gone', { mine, who: who?.name ?? t('formerMember') })}
      <button type="button" onClick={onShow} className="text-xs underline underline-offset-2 hover:text-ink">
        {t('show')}
      </button>
    </p>
  )
}

import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { type Note, reactionGroups } from './note.ts'

type Props = { note: Note; react(emoji: string, on: boolean): void }

/** Who reacted how; pressed again, one's own goes away. */
export function Reactions({ note, react }: Props) {
  const t = useTranslations('comment')
  const { store } = useSync()
  const me = useMyId() ?? ''
  const groups = reactionGroups(note)
  if (groups.length === 0) return null
  return (
    <ul aria-label={t('reactions')} className="mt-1 flex flex-wrap gap-1">
      {groups.map(({ emoji, memberIds }) => {
        const mine = memberIds.includes(me)
        const who = memberIds.map((id) => (id === me ? t('you') : (store.get(memberType, id)?.name ?? '')))
        const names = new Intl.ListFormat(document.documentElement.lang).format(who.filter(Boolean))
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={mine}
              aria-label={t('reactedBy', { emoji, count: memberIds.length, names })}
              data-tip={names}
              onClick={() => react(emoji, !mine)}
              className={cx(
                'flex h-6.5 items-center gap-1 rounded-full border px-2 text-xs select-none hover:border-muted phone:h-9 phone:px-2.5',
                mine ? 'border-accent bg-accent-soft text-accent-text' : 'border-edge bg-surface text-muted',
              )}
            >
              <span>{emoji}</span>
              <span className="tabular">{memberIds.length}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

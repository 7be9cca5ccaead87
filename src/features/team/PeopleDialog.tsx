import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { offered } from '#features/comment/naming.ts'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { MemberStatus } from '#features/member/MemberStatus.tsx'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { PresenceDot } from '#features/presence/PresenceDot.tsx'
import { useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { Dialog } from '#ui/Dialog.tsx'
import { TextField } from '#ui/Field.tsx'

type Props = {
  title: string
  action: string
  note: string
  /** Who is there already. */
  without: readonly string[]
  /** What else is asked for, when so many are chosen. */
  more?: (chosen: number) => ReactNode
  onClose(): void
  onChoose(memberIds: string[]): void
}

/** Members to choose, one or many. */
export function PeopleDialog({ title, action, note, without, more, onClose, onChoose }: Props) {
  const t = useTranslations('team')
  const { store } = useSync()
  const me = useMyId()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const everybody = store
    .all(memberType)
    .filter(({ id, removedAt }) => id !== me && removedAt === null && !without.includes(id))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name, email }) => ({ memberId: id, name, email }))
  const shown = query.trim() === '' ? everybody : offered(everybody, query.trim())
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onChoose([...chosen])
        }}
        className="flex flex-col gap-3"
      >
        <TextField label={t('find')} value={query} onChange={({ target }) => setQuery(target.value)} />
        <fieldset aria-label={t('people')} className="flex max-h-[40dvh] flex-col overflow-y-auto">
          {shown.map(({ memberId, name, email }) => (
            <label
              key={memberId}
              className="flex min-h-10 items-center gap-2.5 rounded-md px-2 hover:bg-hover phone:min-h-12"
            >
              <input
                type="checkbox"
                checked={chosen.includes(memberId)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...chosen, memberId] : chosen.filter((id) => id !== memberId))
                }
                className="size-4 accent-accent"
              />
              <PresenceDot memberId={memberId} />
              <MemberFace memberId={memberId} />
              <span className="truncate">{name}</span>
              <MemberStatus memberId={memberId} />
              <span className="min-w-0 flex-1 truncate text-xs text-muted">{email}</span>
            </label>
          ))}
          {shown.length === 0 && <p className="px-2 py-3 text-sm text-muted">{t('nobody')}</p>}
        </fieldset>
        {more?.(chosen.length)}
        <div className="flex items-center gap-3">
          <p className="min-w-0 flex-1 text-xs text-muted">{note}</p>
          <Button type="submit" look="primary" disabled={chosen.length === 0}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

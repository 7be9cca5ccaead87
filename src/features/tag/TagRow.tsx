import { Pencil, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { IconButton } from '#ui/Button.tsx'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'
import { mayChange, type Tag } from './tag.ts'

/** A tag, what the member may do with it, and why no more. */
export function TagRow({ tag, onChange }: { tag: Tag; onChange(): void }) {
  const t = useTranslations('tag')
  const me = useMe()
  const maker = useRow(memberType, tag.makerId ?? undefined)?.name
  const remove = useRemoval()
  const own = me !== undefined && tag.makerId === me.id
  const changes = me !== undefined && mayChange(tag, me.id, me.role)
  const made = own ? t('madeByYou') : maker && t('madeBy', { name: maker })
  const others = maker ? t('makersOnly', { name: maker }) : t('adminsOnly')
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line py-1.5">
      <span
        aria-hidden="true"
        data-tag-color={tag.color}
        className="tag-dot size-2.5 shrink-0 rounded-full"
      />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{tag.name}</p>
        {(made || !changes) && <p className="text-xs text-muted">{changes ? made : others}</p>}
      </div>
      {changes && (
        <>
          <IconButton label={t('change', { name: tag.name })} onClick={onChange}>
            <Pencil aria-hidden="true" className="size-4" />
          </IconButton>
          <IconButton label={t('delete', { name: tag.name })} onClick={() => void remove(tag)}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        </>
      )}
    </li>
  )
}

/** Ruling 10: it goes at once, and comes back with wherever it was. */
function useRemoval(): (tag: Tag) => Promise<void> {
  const t = useTranslations('tag')
  const { connection } = useSync()
  const problemText = useProblemText()
  return async ({ id, name }) => {
    if (await done('tag.remove', id))
      toasts.say(t('deleted', { name }), { undo: () => void done('tag.restore', id) })
  }

  async function done(command: string, id: string): Promise<boolean> {
    const result = await connection.call(command, { id })
    if (!result.ok) toasts.problem(problemText(result.error))
    return result.ok
  }
}

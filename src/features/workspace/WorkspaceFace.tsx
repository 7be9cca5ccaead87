import { cx } from '#ui/class-names.ts'
import { pictureUrl } from './picture.ts'
import type { Workspace } from './workspace.ts'

/** The workspace in the room of one letter, or in its picture. Its name is said by whoever shows it. */
export function WorkspaceFace({
  workspace,
  className = 'size-6 text-xs',
}: {
  workspace: Workspace | undefined
  className?: string
}) {
  const src = pictureUrl(workspace?.picture)
  return (
    <span
      aria-hidden="true"
      className={cx(
        'relative grid shrink-0 place-items-center overflow-hidden rounded-md bg-accent font-strong text-on-accent',
        className,
      )}
    >
      {workspace?.name.charAt(0)}
      {src && <img src={src} alt="" className="absolute inset-0 size-full object-cover" />}
    </span>
  )
}

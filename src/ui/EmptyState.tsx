import type { ReactNode } from 'react'

/** A view without content: what belongs here, and the one thing that begins it. */
export function EmptyState({
  icon,
  title,
  text,
  action,
}: {
  icon: ReactNode
  title: string
  text?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="appear flex flex-col items-center px-8 text-center">
      <div aria-hidden="true" className="mb-3 text-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">
        {icon}
      </div>
      <p className="text-base font-medium text-ink">{title}</p>
      {text && <div className="mt-1 max-w-72 text-sm text-muted">{text}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  )
}

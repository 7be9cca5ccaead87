import type { ReactNode } from 'react'

/** A view without content: what belongs here, and the one thing that begins it. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  wholePage = false,
}: {
  icon: ReactNode
  title: string
  text?: ReactNode
  action?: ReactNode
  /** There is nothing else on the page: this is its heading. */
  wholePage?: boolean
}) {
  const Title = wholePage ? 'h1' : 'p'
  return (
    <div className="appear flex flex-col items-center px-8 text-center">
      <div aria-hidden="true" className="mb-3 text-faint [&_svg]:size-7 [&_svg]:stroke-[1.5]">
        {icon}
      </div>
      <Title className="text-base font-medium text-ink">{title}</Title>
      {text && <div className="mt-1 max-w-72 text-sm text-muted">{text}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  )
}

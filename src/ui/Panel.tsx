import { type ReactNode, useId } from 'react'

/** A part of a page of settings: what it is about, and what can be chosen. `action` stands beside its title. */
export function Panel({
  title,
  text,
  action,
  children,
}: {
  title: string
  text?: ReactNode
  action?: ReactNode
  children?: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-t border-line py-6 first:border-0 first:pt-0">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-56 flex-1">
          <h2 id={id} className="text-base font-strong">
            {title}
          </h2>
          {text && <p className="mt-0.5 max-w-prose text-muted">{text}</p>}
        </div>
        {action}
      </div>
      {children && <div className="mt-4">{children}</div>}
    </section>
  )
}

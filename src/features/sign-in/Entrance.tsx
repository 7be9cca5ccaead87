import type { ReactNode } from 'react'
import { useTitle } from '#ui/title.tsx'

/** A page in front of the workspace: what it is about, and what there is to do. */
export function Entrance({
  title,
  text,
  children,
}: {
  title: string
  text?: ReactNode
  children?: ReactNode
}) {
  useTitle(title)
  return (
    <main className="h-full overflow-y-auto bg-canvas">
      <div className="mx-auto flex min-h-full w-full max-w-96 flex-col justify-center px-4 py-10">
        <div className="mb-7">
          <img src="/icon.svg" alt="" className="mb-5 size-10" />
          <h1 className="text-xl font-strong tracking-tight">{title}</h1>
          {text && <p className="mt-1.5 text-base text-muted">{text}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}

/** What went wrong, where it happened. */
export function Trouble({ children }: { children: ReactNode }) {
  return (
    children && (
      <p role="alert" className="text-danger">
        {children}
      </p>
    )
  )
}

export const QUIET_LINK =
  'self-start rounded-sm text-sm font-medium text-accent-text hover:underline phone:py-2.5'

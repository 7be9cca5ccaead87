import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { EmptyState } from './EmptyState.tsx'

/** A page of what people make: what that is for, the way to a new one, and all that there are, or that there are none. */
export function MadeList({
  about,
  make,
  onMake,
  none,
  label,
  children,
}: {
  about: string
  make: string
  onMake(): void
  none: { icon: ReactNode; title: string; text: string }
  label: string
  /** The rows. */
  children: readonly ReactNode[]
}) {
  const button = (
    <Button look="primary" onClick={onMake}>
      <Plus aria-hidden="true" className="size-4" />
      {make}
    </Button>
  )
  return (
    <>
      <div className="mb-5 flex items-start justify-between gap-4 phone:flex-col">
        <p className="max-w-prose text-muted">{about}</p>
        {children.length > 0 && button}
      </div>
      {children.length === 0 ? (
        <div className="border-t border-line py-14">
          <EmptyState {...none} action={button} />
        </div>
      ) : (
        <ul aria-label={label} className="border-t border-line">
          {children}
        </ul>
      )}
    </>
  )
}

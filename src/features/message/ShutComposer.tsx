import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { useDraft } from '#features/conversation/draft-hooks.tsx'
import type { ComposerHandle } from './Composer.tsx'

export type ShutProps = {
  ref: Ref<ComposerHandle> | undefined
  /** While somebody is in the text that it takes the place of, which says all else. */
  onlyWhy: boolean
}

/** In the place of a composer from which nothing can be sent: why, how to go on, and what was being written. */
export function ShutComposer({
  ref,
  onlyWhy,
  conversationId,
  icon,
  why,
  ways,
  more,
}: ShutProps & {
  conversationId: string
  icon: ReactNode
  why: ReactNode
  /** Its first button has the focus where a text would have it. */
  ways: ReactNode
  more?: ReactNode
}) {
  const t = useTranslations('message')
  const draft = useDraft(conversationId)
  const waysRef = useRef<HTMLDivElement>(null)
  useImperativeHandle(onlyWhy ? null : ref, () => ({
    focus: () => waysRef.current?.querySelector('button')?.focus(),
  }))
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5 phone:basis-full">
      {icon}
      <div className="min-w-48 flex-1">{why}</div>
      {!onlyWhy && (
        <>
          <div ref={waysRef} className="flex flex-wrap gap-2 phone:basis-full">
            {ways}
          </div>
          {more}
          {draft !== '' && (
            <p className="basis-full truncate text-sm text-muted">{t('letGo.draft', { text: draft })}</p>
          )}
        </>
      )}
    </div>
  )
}

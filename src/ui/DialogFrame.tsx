import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './Button.tsx'
import { useBackCloses } from './back-closes.tsx'

/** A task of its own over the page. On a phone it comes from below and takes the whole width. */
export function DialogFrame({
  title,
  onClose,
  children,
}: {
  title: string
  onClose(): void
  children: ReactNode
}) {
  const t = useTranslations('ui')
  const popup = useRef<HTMLDivElement>(null)
  useBackCloses(onClose)
  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-100 data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          className="fixed top-[14vh] left-1/2 z-30 flex max-h-[80dvh] w-[30rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-lg bg-raised shadow-modal outline-none transition duration-100 data-starting-style:scale-98 data-starting-style:opacity-0 phone:top-auto phone:bottom-0 phone:max-h-[92dvh] phone:w-full phone:max-w-full phone:rounded-b-none phone:safe-bottom"
        >
          <div className="flex h-12 shrink-0 items-center justify-between border-b border-line pr-2 pl-4 phone:h-14">
            <Base.Title className="text-base font-strong">{title}</Base.Title>
            <Base.Close
              render={
                <IconButton label={t('close')}>
                  <X aria-hidden="true" className="size-4" />
                </IconButton>
              }
            />
          </div>
          <div className="overflow-y-auto p-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

import { ChevronDown, CircleUser } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { WorkspaceFace } from '#features/workspace/WorkspaceFace.tsx'
import { workspaceType } from '#features/workspace/workspace.ts'
import { useConnectionState, useRow, useSync } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { lazily } from '#ui/lazily.tsx'

type Form = 'sidebar' | 'rail' | 'bar'

const Menu = lazily(() => import('./AccountMenu.tsx').then(({ AccountMenu }) => AccountMenu))

/** Opens the account menu, whose code comes when the page has been painted. */
export function AccountButton({ form, onShortcuts }: { form: Form; onShortcuts(): void }) {
  const [open, setOpen] = useState(false)
  const [ready, setReady] = useState(false)
  useEffect(() => whenIdle(() => setReady(true)), [])
  const button = <Face form={form} />
  if (!ready) return <Face form={form} onClick={() => (setReady(true), setOpen(true))} />
  return (
    <Menu.Component
      meanwhile={<Face form={form} onClick={() => setOpen(true)} />}
      button={button}
      open={open}
      onOpenChange={setOpen}
      onShortcuts={onShortcuts}
      above={form === 'bar'}
    />
  )
}

function Face({ form, ...rest }: { form: Form } & ComponentProps<'button'>) {
  const t = useTranslations('web')
  const { connection } = useSync()
  const workspace = useRow(workspaceType, connection.me()?.workspaceId)
  if (form === 'bar')
    return (
      <button
        type="button"
        {...rest}
        className="flex flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-muted"
      >
        <CircleUser aria-hidden="true" className="size-5.5" />
        {t('account')}
      </button>
    )
  return (
    <button
      type="button"
      {...rest}
      className={cx(
        'flex min-w-0 items-center gap-2 rounded-md hover:bg-hover',
        form === 'rail' ? 'relative p-1.5' : 'h-9 flex-1 px-2',
      )}
    >
      <WorkspaceFace workspace={workspace} />
      <span className={form === 'sidebar' ? 'truncate font-strong' : 'unseen'}>{workspace?.name}</span>
      <span className="unseen">{t('accountMenu')}</span>
      {form === 'sidebar' && (
        <>
          <ChevronDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
          <span className="flex-1" />
        </>
      )}
      <Liveness className={form === 'rail' ? 'absolute right-0.5 bottom-0.5' : ''} />
    </button>
  )
}

const DOTS = {
  live: 'bg-good',
  connecting: 'border-2 border-faint',
  offline: 'border-2 border-danger',
  'signed-out': 'border-2 border-danger',
}

function Liveness({ className }: { className: string }) {
  const t = useTranslations('web')
  const state = useConnectionState()
  const word = t(`connection.${state === 'signed-out' ? 'offline' : state}`)
  return (
    <span data-tip={word} className={cx('grid size-4 shrink-0 place-items-center', className)}>
      <span className={cx('size-2 rounded-full', DOTS[state])} />
      <span className="unseen">{word}</span>
    </span>
  )
}

function whenIdle(act: () => void): () => void {
  // Not every browser tells when it is idle.
  const timer = setTimeout(act, 600)
  return () => clearTimeout(timer)
}

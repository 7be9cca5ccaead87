import { ArrowLeft, CircleAlert, Phone, PhoneCall } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { setAvailableCommand } from '#features/member/member.api.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { cx } from '#ui/class-names.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import { usePhone } from '#ui/media.tsx'
import { navigate } from '#ui/navigation.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { useTitle } from '#ui/title.tsx'
import { VirtualList, type VirtualListHandle } from '#ui/VirtualList.tsx'
import { CallDetails } from './CallDetails.tsx'
import { CallFilters } from './CallFilters.tsx'
import { CallRow, ROW_HEIGHT } from './CallRow.tsx'
import { callType } from './call.ts'
import type { CallFilter } from './call-filter.ts'
import { useOpenCall } from './call-hooks.tsx'
import { useCallList } from './call-list.tsx'
import { dialler } from './dialler.tsx'

/** CA-1: every call that one may see, in all inboxes, and the one that is looked at beside them. */
export function CallsPage({ callId }: { callId: string | undefined }) {
  const t = useTranslations('call')
  const phone = usePhone()
  const [filter, setFilter] = useState<CallFilter>({})
  const call = useRow(callType, callId)
  useTitle(t('calls'))
  return (
    <div className="flex h-full">
      <section
        aria-label={t('calls')}
        className={cx(
          'w-100 shrink-0 flex-col border-r border-line bg-surface max-wide:w-80 phone:w-full phone:border-0',
          phone && call ? 'hidden' : 'flex',
        )}
      >
        <header className="shrink-0 border-b border-line phone:safe-top">
          <div className="flex h-13 items-center gap-2 pr-3 pl-4">
            <h1 className="flex-1 text-base font-strong">{t('calls')}</h1>
            <Button shortcut="call.new" onClick={() => dialler.open()} showKeys>
              <Phone aria-hidden="true" className="size-3.5" />
              {t('dial')}
            </Button>
          </div>
          <Silence />
          <CallFilters filter={filter} onChange={setFilter} />
        </header>
        <List key={JSON.stringify(filter)} filter={filter} callId={callId} />
      </section>
      {call ? (
        <section aria-label={t('aCall')} className="min-w-0 flex-1 overflow-y-auto bg-surface">
          {phone && (
            <div className="safe-top flex h-14 items-center px-1">
              <IconButton label={t('back')} onClick={() => navigate('/calls')}>
                <ArrowLeft aria-hidden="true" className="size-5" />
              </IconButton>
            </div>
          )}
          <CallDetails key={call.id} call={call} />
        </section>
      ) : (
        !phone && (
          <div className="grid flex-1 place-items-center bg-surface">
            <EmptyState icon={<PhoneCall />} title={t('pick')} />
          </div>
        )
      )}
    </div>
  )
}

// AS-3: calls do not ring for who is not available.
function Silence() {
  const t = useTranslations('call')
  const { connection } = useSync()
  if (useMe()?.available !== false) return null
  return (
    <p className="mx-3 mb-2 flex items-center gap-2 rounded-md bg-warn-soft py-1 pr-1 pl-3 text-xs text-warn">
      <span className="flex-1">{t('silent')}</span>
      <Button onClick={() => void connection.run(setAvailableCommand, { available: true })}>
        {t('beAvailable')}
      </Button>
    </p>
  )
}

function List({ filter, callId }: { filter: CallFilter; callId: string | undefined }) {
  const t = useTranslations('call')
  const list = useRef<VirtualListHandle>(null)
  const { ids, more, failed, load } = useCallList(filter)
  const selected = useRow(callType, callId)
  const open = useOpenCall()
  const at = callId === undefined ? -1 : ids.indexOf(callId)
  const section = t('calls')
  const look = (id: string) => navigate(pathOfCall(id), { replace: callId !== undefined })
  useShortcuts([
    { id: 'next', keys: ['ArrowDown', 'j'], label: t('next'), section, run: () => move(1), repeats: true },
    {
      id: 'previous',
      keys: ['ArrowUp', 'k'],
      label: t('previous'),
      section,
      run: () => move(-1),
      repeats: true,
    },
    {
      id: 'call.open',
      keys: ['Enter', 'o'],
      label: t('openThread'),
      section,
      run: () => selected && open(selected),
    },
    { id: 'call.new', keys: ['c'], label: t('callBack'), section, run: callBack },
    { id: 'back', keys: ['Escape'], label: t('back'), section, run: () => navigate('/calls') },
  ])
  const empty = ids.length === 0
  return (
    <div className="group/list relative min-h-0 flex-1 overflow-hidden">
      <VirtualList
        ref={list}
        ids={ids}
        rowHeight={ROW_HEIGHT}
        activeAt={at}
        label={t('calls')}
        busy={empty && more}
        onChoose={look}
        onPoint={nothing}
        onNearEnd={load}
        onTouch={nothing}
        renderRow={(id, index, top) => (
          <CallRow
            key={id}
            id={id}
            top={top}
            index={index}
            total={more ? -1 : ids.length}
            selected={id === callId}
          />
        )}
      />
      {empty && more && !failed && <SkeletonRows />}
      {(failed || (empty && !more)) && (
        <div className="absolute inset-0 grid place-items-center bg-surface">
          {failed ? (
            <EmptyState
              icon={<CircleAlert />}
              title={t('notLoaded')}
              action={<Button onClick={load}>{t('tryAgain')}</Button>}
            />
          ) : (
            <EmptyState
              icon={<PhoneCall />}
              title={Object.keys(filter).length > 0 ? t('none.filtered') : t('none.title')}
              text={Object.keys(filter).length > 0 ? undefined : t('none.text')}
              action={<Button onClick={() => dialler.open()}>{t('dial')}</Button>}
            />
          )}
        </div>
      )}
    </div>
  )

  function move(by: 1 | -1): void {
    const id = at < 0 ? ids[0] : ids[at + by]
    if (id === undefined) return
    look(id)
    list.current?.reveal(ids.indexOf(id))
    list.current?.focus()
  }

  function callBack(): void {
    const known = selected && selected.number !== 'anonymous'
    dialler.open(known ? { to: selected.number, lineId: selected.lineId } : {})
  }
}

function pathOfCall(id: string): string {
  return `/calls/${id}`
}

function nothing(): void {}

import { Plus, RotateCcw, Search, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button, IconButton } from './Button.tsx'
import { cx } from './class-names.ts'
import { Dialog } from './Dialog.tsx'
import { Kbd } from './Kbd.tsx'
import { useRecording } from './record-keys.tsx'
import { MAC, shortcuts, useAllShortcuts } from './Shortcuts.tsx'
import { collide, type Listed, spokenKeys } from './shortcuts.ts'

/** What a person changes about their keys. Those in `ordinary` get back the ones that they came with. */
export type KeyChange = {
  shortcuts?: Record<string, string[]>
  ordinary?: 'all' | string[]
  singleKeys?: boolean
}

/** Every key that does something now, by section; each can be changed where it stands. */
export function ShortcutSheet({ onClose, onChange }: { onClose(): void; onChange(change: KeyChange): void }) {
  const t = useTranslations('ui')
  const all = useAllShortcuts()
  const [said, say] = useState('')
  const [changing, change] = useState(false)
  const found = all.filter((shortcut) => isMeant(shortcut, said))
  const sections = Map.groupBy(found, ({ section }) => section)
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <div className="flex flex-col gap-5">
        <div className="flex items-center gap-2">
          <label className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-edge bg-surface px-2.5 focus-within:outline-2 focus-within:outline-accent phone:h-11">
            <Search aria-hidden="true" className="size-4 shrink-0 text-faint" />
            <span className="unseen">{t('findShortcut')}</span>
            <input
              type="search"
              value={said}
              placeholder={t('findShortcut')}
              onChange={(event) => say(event.target.value)}
              className="w-full min-w-0 bg-transparent outline-none placeholder:text-faint"
            />
          </label>
          <Button onClick={() => change(!changing)}>{changing ? t('keysChanged') : t('changeKeys')}</Button>
        </div>
        {[...sections].map(([section, list]) => (
          <section key={section}>
            <h3 className="mb-1 text-xs font-medium text-muted">{section}</h3>
            <ul>
              {list.map((shortcut) =>
                changing ? (
                  <Changing key={shortcut.id} shortcut={shortcut} all={all} onChange={onChange} />
                ) : (
                  <Line key={shortcut.id} shortcut={shortcut} />
                ),
              )}
            </ul>
          </section>
        ))}
        {found.length === 0 && <p className="py-4 text-center text-muted">{t('nothingFound')}</p>}
        {changing && (
          <Button onClick={() => onChange({ ordinary: 'all' })} className="self-start">
            <RotateCcw aria-hidden="true" className="size-3.5" />
            {t('ordinaryKeys')}
          </Button>
        )}
        <SingleKeys onChange={onChange} />
      </div>
    </Dialog>
  )
}

function isMeant({ label, keys }: Listed, said: string): boolean {
  const wanted = said.trim().toLowerCase()
  return label.toLowerCase().includes(wanted) || keys.some((one) => spoken(one).toLowerCase() === wanted)
}

function spoken(keys: string): string {
  return spokenKeys(keys, MAC)
}

const LINE = 'flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-0'

function Line({ shortcut: { label, keys } }: { shortcut: Listed }) {
  const t = useTranslations('ui')
  return (
    <li className={LINE}>
      {label}
      <span className="flex items-center gap-1.5 text-xs text-faint">
        {keys.map((one, index) => (
          <span key={one} className="flex items-center gap-1.5">
            {index > 0 && t('or')}
            <Kbd keys={one} />
            <span className="unseen">{spoken(one)}</span>
          </span>
        ))}
      </span>
    </li>
  )
}

type ChangingProps = { shortcut: Listed; all: readonly Listed[]; onChange(change: KeyChange): void }

function Changing({ shortcut, all, onChange }: ChangingProps) {
  const t = useTranslations('ui')
  const { id, label } = shortcut
  const keys = boundKeys(shortcut)
  const changed = id in shortcuts.keymap().bindings
  const [taken, take] = useState<{ keys: string; by: Listed }>()
  function keep(heard: string, from?: Listed): void {
    take(undefined)
    const left = from && { [from.id]: boundKeys(from).filter((one) => !collide(one, heard)) }
    const others = keys.filter((one) => !collide(one, heard))
    onChange({ shortcuts: { ...left, [id]: [...others, heard] } })
  }

  const [recorded, record] = useRecording((heard) => {
    const by = all.find((other) => other.id !== id && boundKeys(other).some((one) => collide(one, heard)))
    if (by) take({ keys: heard, by })
    else keep(heard)
  })

  return (
    <li className={cx(LINE, 'flex-wrap gap-y-0 py-0.5')}>
      {label}
      <span className="flex items-center gap-1">
        {keys.map((one) => (
          <button
            key={one}
            type="button"
            onClick={() => onChange({ shortcuts: { [id]: keys.filter((other) => other !== one) } })}
            className="flex h-7 items-center gap-1 rounded-md px-1 text-faint hover:bg-hover hover:text-ink phone:h-11"
          >
            <Kbd keys={one} />
            <span className="unseen">{t('removeKeys', { keys: spoken(one), label })}</span>
            <X aria-hidden="true" className="size-3" />
          </button>
        ))}
        <button
          type="button"
          aria-label={recorded === undefined ? t('addKeys', { label }) : t('pressKeys')}
          onClick={record}
          className="flex h-7 items-center gap-1 rounded-md border border-edge px-1.5 text-xs text-muted hover:bg-hover phone:h-11"
        >
          {recorded === undefined ? <Plus aria-hidden="true" className="size-3.5" /> : t('pressKeys')}
          {recorded && <Kbd keys={recorded} />}
        </button>
        {changed && (
          <IconButton
            label={t('ordinaryKeysOf', { label })}
            onClick={() => onChange({ ordinary: [id] })}
            className="size-7"
          >
            <RotateCcw aria-hidden="true" className="size-3.5" />
          </IconButton>
        )}
      </span>
      {taken && (
        <div
          role="alert"
          ref={(alert) => alert?.scrollIntoView({ block: 'nearest' })}
          className="flex w-full items-center gap-2 pb-1 text-xs text-warn"
        >
          <span className="flex-1">
            {t('keysTaken', { keys: spoken(taken.keys), label: taken.by.label })}
          </span>
          <Button onClick={() => keep(taken.keys, taken.by)}>{t('takeKeys')}</Button>
          <Button look="ghost" onClick={() => take(undefined)}>
            {t('leaveKeys')}
          </Button>
        </div>
      )}
    </li>
  )
}

// Also those that are turned off for now, with all keys that write.
function boundKeys({ id, ownKeys }: Listed): readonly string[] {
  return shortcuts.keymap().bindings[id] ?? ownKeys
}

function SingleKeys({ onChange }: { onChange(change: KeyChange): void }) {
  const t = useTranslations('ui')
  const id = useId()
  useAllShortcuts()
  return (
    <div className="flex gap-3 rounded-md bg-sunken p-3">
      <input
        id={id}
        type="checkbox"
        checked={shortcuts.keymap().singleKeys}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange({ singleKeys: event.target.checked })}
        className="mt-0.5 size-4 accent-accent"
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {t('singleKeys')}
        </label>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {t('singleKeysHint')}
        </p>
      </div>
    </div>
  )
}

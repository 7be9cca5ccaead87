import { useId, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog } from './Dialog.tsx'
import { Kbd } from './Kbd.tsx'
import { usePreference } from './preference.ts'
import { shortcuts, singleKeys } from './Shortcuts.tsx'
import type { Shortcut } from './shortcuts.ts'

/** Every key that does something now, by section. */
export function ShortcutSheet({ onClose }: { onClose(): void }) {
  const t = useTranslations('ui')
  const all = useSyncExternalStore(shortcuts.subscribe, shortcuts.all)
  const sections = Map.groupBy(all, ({ section }) => section)
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <div className="flex flex-col gap-5">
        {[...sections].map(([section, list]) => (
          <section key={section}>
            <h3 className="mb-1 text-xs font-medium text-muted">{section}</h3>
            <ul>
              {list.map((shortcut) => (
                <Line key={shortcut.id} shortcut={shortcut} />
              ))}
            </ul>
          </section>
        ))}
        <SingleKeys />
      </div>
    </Dialog>
  )
}

function Line({ shortcut: { label, keys } }: { shortcut: Shortcut }) {
  const t = useTranslations('ui')
  return (
    <li className="flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-0">
      {label}
      <span className="flex items-center gap-1.5 text-xs text-faint">
        {keys.map((one, index) => (
          <span key={one} className="flex items-center gap-1.5">
            {index > 0 && t('or')}
            <Kbd keys={one} />
            <span className="unseen">{one}</span>
          </span>
        ))}
      </span>
    </li>
  )
}

function SingleKeys() {
  const t = useTranslations('ui')
  const id = useId()
  const [value, set] = usePreference(singleKeys)
  return (
    <div className="flex gap-3 rounded-md bg-sunken p-3">
      <input
        id={id}
        type="checkbox"
        checked={value === 'on'}
        aria-describedby={`${id}-hint`}
        onChange={(event) => set(event.target.checked ? 'on' : 'off')}
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

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { Button } from '#ui/Button.tsx'
import { SelectField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { CLASSES, type Class, MEDIA, type Medium } from './notification.ts'
import { useNotificationSetting } from './setting-hooks.tsx'
import { mediaFor } from './settings.ts'

const ALL = 'all'

/** NO-5: each class on each medium, for all inboxes or for one. */
export function Matrix() {
  const t = useTranslations('notification')
  const inboxes = useInboxes()
  const [chosen, choose] = useState(ALL)
  const inboxId = inboxes.some(({ id }) => id === chosen) ? chosen : null
  const [setting, change] = useNotificationSetting()
  const differs = inboxId !== null && Object.keys(setting.inboxes[inboxId] ?? {}).length > 0
  return (
    <Panel title={t('matrix.title')} text={t('matrix.text')}>
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-64 phone:w-full">
          <SelectField
            label={t('matrix.inbox')}
            value={inboxId ?? ALL}
            onChange={({ target }) => choose(target.value)}
          >
            <option value={ALL}>{t('matrix.all')}</option>
            {inboxes.map(({ id, name, emoji }) => (
              <option key={id} value={id}>
                {emoji} {name}
              </option>
            ))}
          </SelectField>
        </div>
        {differs && (
          <Button look="ghost" onClick={() => change({ inboxes: { [inboxId]: null } })}>
            {t('matrix.reset')}
          </Button>
        )}
      </div>
      <table className="mt-4 w-full border-collapse text-sm">
        <caption className="unseen">{t('matrix.title')}</caption>
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="py-1.5 text-left font-medium">
              {t('matrix.what')}
            </th>
            {MEDIA.map((medium) => (
              <th key={medium} scope="col" className="w-18 py-1.5 text-center font-medium phone:w-13">
                {t(`medium.${medium}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CLASSES.filter((kind) => inboxId === null || kind !== 'chat').map((kind) => (
            <Row key={kind} kind={kind} media={mediaFor(setting, kind, inboxId)} onChange={set} />
          ))}
        </tbody>
      </table>
    </Panel>
  )

  function set(kind: Class, media: Medium[]): void {
    if (inboxId === null) change({ kinds: { [kind]: media } })
    else change({ inboxes: { [inboxId]: { ...setting.inboxes[inboxId], [kind]: media } } })
  }
}

type RowProps = { kind: Class; media: readonly Medium[]; onChange(kind: Class, media: Medium[]): void }

function Row({ kind, media, onChange }: RowProps) {
  const t = useTranslations('notification')
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-2 pr-2 text-left font-regular text-ink">
        {t(`kind.${kind}`)}
      </th>
      {MEDIA.map((medium) => (
        <td key={medium} className="p-0 text-center">
          {canTell(kind, medium) && (
            <input
              type="checkbox"
              aria-label={t('cell', { kind: t(`kind.${kind}`), medium: t(`medium.${medium}`) })}
              checked={media.includes(medium)}
              onChange={({ target }) => onChange(kind, toggled(media, medium, target.checked))}
              className="my-2.5 size-4 align-middle accent-accent phone:my-3.5 phone:size-5"
            />
          )}
        </td>
      ))}
    </tr>
  )
}

// A chat has no mails of its own; what rings is over before one reads of it.
function canTell(kind: Class, medium: Medium): boolean {
  if (kind === 'call') return medium === 'desktop' || medium === 'push'
  return kind !== 'chat' || medium !== 'email'
}

function toggled(media: readonly Medium[], medium: Medium, on: boolean): Medium[] {
  return MEDIA.filter((one) => (one === medium ? on : media.includes(one)))
}

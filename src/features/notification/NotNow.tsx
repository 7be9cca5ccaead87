import { Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { usePreference } from '#features/preference/preference-hooks.tsx'
import { instant } from '#kit/time.ts'
import { Button } from '#ui/Button.tsx'
import { SelectField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { useNow, useWhen } from '#ui/When.tsx'
import { QuietHours } from './QuietHours.tsx'
import { useNotificationSetting } from './setting-hooks.tsx'
import type { QuietWindow } from './settings.ts'
import { Tick } from './Tick.tsx'

const AN_HOUR_MS = 60 * 60_000
const MORNING = 8
const NIGHTS: QuietWindow = { days: [1, 2, 3, 4, 5, 6, 7], from: 20 * 60, to: MORNING * 60 }
const MOST_WINDOWS = 7

/** When nothing rings: in a pause, at certain hours, and about what one looks at. */
export function NotNow() {
  const t = useTranslations('notification')
  const when = useWhen()
  const now = useNow()
  const [{ quiet, timeZone, pausedUntil, whileLooking }, change] = useNotificationSetting()
  const [, prefer] = usePreference()
  const paused = pausedUntil !== null && pausedUntil > now
  const pause = (until: number) => change({ pausedUntil: instant(until) })
  return (
    <Panel title={t('notNow.title')} text={t('notNow.text')}>
      <div className="flex flex-wrap items-center gap-2">
        {paused ? (
          <>
            <output className="mr-1 font-medium">
              {t('notNow.paused', { until: when.moment(pausedUntil) })}
            </output>
            <Button onClick={() => change({ pausedUntil: null })}>{t('notNow.resume')}</Button>
          </>
        ) : (
          <>
            <span className="mr-1">{t('notNow.pause')}</span>
            <Button onClick={() => pause(Date.now() + AN_HOUR_MS)}>{t('notNow.hour')}</Button>
            <Button onClick={() => pause(tomorrow())}>{t('notNow.tomorrow')}</Button>
          </>
        )}
      </div>
      <h3 className="mt-5 font-medium">{t('quiet.title')}</h3>
      {quiet.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {quiet.map((window, at) => (
            <QuietHours
              // Windows have no name but their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: as said
              key={at}
              number={at + 1}
              window={window}
              onChange={(next) => change({ quiet: quiet.with(at, next) })}
              onRemove={() => change({ quiet: quiet.toSpliced(at, 1) })}
            />
          ))}
        </ul>
      )}
      <div className="mt-3 flex flex-wrap items-end gap-3">
        <Button disabled={quiet.length >= MOST_WINDOWS} onClick={() => change({ quiet: [...quiet, NIGHTS] })}>
          <Plus aria-hidden="true" className="size-4" />
          {t('quiet.add')}
        </Button>
        {quiet.length > 0 && (
          <div className="w-64 phone:w-full">
            <SelectField
              label={t('quiet.zone')}
              value={timeZone}
              onChange={({ target }) => moveTo(target.value)}
            >
              {[...new Set([timeZone, ...Intl.supportedValuesOf('timeZone')])].sort().map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </SelectField>
          </div>
        )}
      </div>
      <div className="mt-5">
        <Tick
          label={t('looking.label')}
          hint={t('looking.hint')}
          checked={!whileLooking}
          onChange={(quietly) => change({ whileLooking: !quietly })}
        />
      </div>
    </Panel>
  )

  // It is one's own, not only that of the quiet hours.
  function moveTo(zone: string): void {
    change({ timeZone: zone })
    prefer({ timeZone: zone })
  }
}

function tomorrow(): number {
  const morning = new Date()
  morning.setDate(morning.getDate() + 1)
  return morning.setHours(MORNING, 0, 0, 0)
}

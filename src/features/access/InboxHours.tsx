import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { type Hours, ordinaryHours } from '#features/inbox/hours.ts'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import type { Inbox } from '#features/inbox/inbox.ts'
import { workspaceType } from '#features/workspace/workspace.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { SelectField, SwitchField } from '#ui/Field.tsx'
import { Panel } from '#ui/Panel.tsx'
import { toasts } from '#ui/toasts.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const ZONES = Intl.supportedValuesOf('timeZone')
const INPUT = 'h-9 rounded-md border border-edge bg-surface px-2 text-base text-ink phone:h-12'

/** When somebody is there, in the inbox's own time zone. */
export function InboxHours({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const home = useRow(workspaceType, connection.me()?.workspaceId)?.timeZone
  const [hours, setHours] = useState(inbox.hours)
  const valid = hours === null || hours.week.every(({ from, to }) => from !== '' && to !== '' && from < to)
  return (
    <Panel title={t('hours.title')} text={t('hours.text')}>
      <form onSubmit={save} className="flex max-w-md flex-col gap-4">
        <SwitchField
          label={t('hours.some')}
          hint={t('hours.someHint')}
          checked={hours !== null}
          onChange={(on) =>
            setHours(on ? ordinaryHours(home ?? Intl.DateTimeFormat().resolvedOptions().timeZone) : null)
          }
        />
        {hours && (
          <>
            <SelectField
              label={t('hours.timeZone')}
              value={hours.timeZone}
              onChange={({ target }) => setHours({ ...hours, timeZone: target.value })}
            >
              {[...new Set([hours.timeZone, ...ZONES])].map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ))}
            </SelectField>
            <Week hours={hours} onChange={setHours} />
            {!valid && <p className="text-xs text-danger">{t('hours.wrong')}</p>}
            <Holidays hours={hours} onChange={setHours} />
          </>
        )}
        <Button type="submit" look="primary" disabled={!valid} className="self-start">
          {t('save')}
        </Button>
      </form>
    </Panel>
  )

  function save(event: FormEvent): void {
    event.preventDefault()
    const holidays = hours?.holidays.filter(({ date }) => date !== '') ?? []
    const kept = hours && { ...hours, holidays }
    void connection.run(configureInboxCommand, { inboxId: inbox.id, hours: kept })
    toasts.say(t('saved'))
  }
}

type Part = { hours: Hours; onChange(hours: Hours): void }

function Week({ hours, onChange }: Part) {
  const t = useTranslations('access')
  const nameOf = useDayName()
  return (
    <ul aria-label={t('hours.week')} className="flex flex-col gap-2">
      {DAYS.map((day) => {
        const stretch = hours.week.find((one) => one.day === day)
        return (
          <li key={day} className="flex min-h-9 items-center gap-2 phone:min-h-12">
            <label className="flex w-32 items-center gap-2">
              <input
                type="checkbox"
                checked={stretch !== undefined}
                onChange={({ target }) => toggle(day, target.checked)}
                className="size-4 accent-accent"
              />
              {nameOf(day)}
            </label>
            {stretch ? (
              (['from', 'to'] as const).map((end) => (
                <input
                  key={end}
                  type="time"
                  aria-label={t(`hours.${end}`, { day: nameOf(day) })}
                  value={stretch[end]}
                  onChange={({ target }) => change(day, { [end]: target.value })}
                  className={INPUT}
                />
              ))
            ) : (
              <span className="text-muted">{t('hours.closed')}</span>
            )}
          </li>
        )
      })}
    </ul>
  )

  function toggle(day: number, on: boolean): void {
    const others = hours.week.filter((one) => one.day !== day)
    onChange({ ...hours, week: on ? [...others, { day, from: '09:00', to: '17:00' }] : others })
  }

  function change(day: number, part: Partial<Record<'from' | 'to', string>>): void {
    onChange({ ...hours, week: hours.week.map((one) => (one.day === day ? { ...one, ...part } : one)) })
  }
}

function Holidays({ hours, onChange }: Part) {
  const t = useTranslations('access')
  const { holidays } = hours
  const set = (next: Hours['holidays']) => onChange({ ...hours, holidays: next })
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1.5 text-sm font-medium">{t('hours.holidays')}</legend>
      {holidays.map((holiday, place) => (
        <div key={place} className="flex items-center gap-2">
          <input
            type="date"
            aria-label={t('hours.holidayDate', { number: place + 1 })}
            value={holiday.date}
            onChange={({ target }) => set(holidays.with(place, { ...holiday, date: target.value }))}
            className={INPUT}
          />
          <input
            aria-label={t('hours.holidayName', { number: place + 1 })}
            value={holiday.name}
            maxLength={60}
            onChange={({ target }) => set(holidays.with(place, { ...holiday, name: target.value }))}
            className={`${INPUT} min-w-0 flex-1`}
          />
          <IconButton
            label={t('hours.holidayRemove', { number: place + 1 })}
            onClick={() => set(holidays.toSpliced(place, 1))}
          >
            <X aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
      ))}
      <Button onClick={() => set([...holidays, { date: '', name: '' }])} className="self-start">
        <Plus aria-hidden="true" className="size-4" />
        {t('hours.holidayAdd')}
      </Button>
    </fieldset>
  )
}

// The first of January 2024 was a Monday.
function useDayName(): (day: number) => string {
  const format = new Intl.DateTimeFormat(useLocale(), { weekday: 'long', timeZone: 'UTC' })
  return (day) => format.format(Date.UTC(2024, 0, day))
}

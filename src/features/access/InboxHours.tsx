import { Plus, X } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { configureInboxCommand } from '#features/inbox/inbox.api.ts'
import type { Inbox } from '#features/inbox/inbox.ts'
import { workspaceType } from '#features/workspace/workspace.ts'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { SelectField, SwitchField } from '#ui/Field.tsx'
import { FormFoot } from '#ui/FormFoot.tsx'
import { Panel } from '#ui/Panel.tsx'
import { type RowForm, useRowForm } from '#ui/row-form.tsx'
import { DAYS, type Day, formOf, type HoursForm, hoursOf, isValid, type Stretch } from './hours-form.ts'

const ZONES = Intl.supportedValuesOf('timeZone')
const INPUT = 'h-9 rounded-md border border-edge bg-surface px-2 text-base text-ink phone:h-12'

/** When somebody is there, in the inbox's own time zone. */
export function InboxHours({ inbox }: { inbox: Inbox }) {
  const t = useTranslations('access')
  const { connection } = useSync()
  const home = useRow(workspaceType, connection.me()?.workspaceId)?.timeZone
  const nameOf = useDayName()
  const hours = formOf(inbox.hours, home ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const form = useRowForm(hours, {
    send: (_, whole) =>
      connection.call(configureInboxCommand.name, { inboxId: inbox.id, hours: hoursOf(whole) }),
    tidy: ({ holidays, ...rest }) =>
      holidays ? { ...rest, holidays: holidays.filter(({ date }) => date !== '') } : rest,
  })
  const { shown, change } = form
  const valid = isValid(shown)
  return (
    <Panel title={t('hours.title')} text={t('hours.text')}>
      <form onSubmit={form.submit} className="flex max-w-md flex-col gap-4">
        <SwitchField
          label={t('hours.some')}
          hint={t('hours.someHint')}
          checked={shown.some}
          onChange={(some) => change({ some })}
        />
        {shown.some && (
          <>
            <SelectField
              label={t('hours.timeZone')}
              value={shown.timeZone}
              onChange={({ target }) => change({ timeZone: target.value })}
            >
              {[...new Set([shown.timeZone, ...ZONES])].map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ))}
            </SelectField>
            <Week form={form} />
            {!valid && <p className="text-xs text-danger">{t('hours.wrong')}</p>}
            <Holidays form={form} />
          </>
        )}
        <FormFoot
          form={form}
          names={{
            ...{ some: t('hours.some'), timeZone: t('hours.timeZone'), holidays: t('hours.holidays') },
            ...Object.fromEntries(DAYS.map((day) => [`day${day}`, nameOf(day)])),
          }}
          disabled={!valid}
        />
      </form>
    </Panel>
  )
}

type Part = { form: RowForm<HoursForm> }

function Week({ form: { shown, change } }: Part) {
  const t = useTranslations('access')
  const nameOf = useDayName()
  return (
    <ul aria-label={t('hours.week')} className="flex flex-col gap-2">
      {DAYS.map((day) => {
        const stretches = shown[`day${day}`]
        const [stretch] = stretches
        return (
          <li key={day} className="flex min-h-9 items-center gap-2 phone:min-h-12">
            <label className="flex w-32 items-center gap-2">
              <input
                type="checkbox"
                checked={stretch !== undefined}
                onChange={({ target }) => set(day, target.checked ? [{ from: '09:00', to: '17:00' }] : [])}
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
                  onChange={({ target }) => set(day, stretches.with(0, { ...stretch, [end]: target.value }))}
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

  function set(day: Day, stretches: Stretch[]): void {
    change({ [`day${day}`]: stretches })
  }
}

function Holidays({ form: { shown, change } }: Part) {
  const t = useTranslations('access')
  const { holidays } = shown
  const set = (next: HoursForm['holidays']) => change({ holidays: next })
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

import { useFormatter, useTranslations } from 'use-intl'
import { Button } from './Button.tsx'
import { cx } from './class-names.ts'
import type { RowForm } from './row-form.tsx'

const OVERTAKEN = 'flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-sunken text-sm not-empty:p-2.5'

/** The end of a form over a row: why it was not saved, what others have changed meanwhile, and the way to save it. */
export function FormFoot<Row extends object>({
  form,
  names,
  disabled = false,
}: {
  form: RowForm<Row>
  /** What its fields are called. */
  names: Partial<Record<Extract<keyof Row, string>, string>>
  disabled?: boolean
}) {
  const t = useTranslations('settings')
  const format = useFormatter()
  const others = Object.entries(names).flatMap(([field, name]) =>
    form.overtaken.includes(field) ? [String(name)] : [],
  )
  const isOvertaken = others.length > 0
  return (
    <>
      {form.problem && (
        <p role="alert" className="text-sm text-danger">
          {form.problem}
        </p>
      )}
      {/* Always there, so that it is read out when it fills; it takes no room before. */}
      <output className={cx(isOvertaken ? 'flex' : '-mt-4', OVERTAKEN)}>
        {isOvertaken && (
          <>
            <span className="min-w-48 flex-1">{t('form.overtaken', { fields: format.list(others) })}</span>
            <Button onClick={form.yield}>{t('form.theirs')}</Button>
          </>
        )}
      </output>
      <Button type="submit" look="primary" disabled={disabled || form.busy} className="self-start">
        {t('form.save')}
      </Button>
    </>
  )
}

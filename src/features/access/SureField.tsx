import { useTranslations } from 'use-intl'
import { TextField } from '#ui/Field.tsx'

/** For what cannot be taken back: whoever does it types the name of whom it is about. */
export function SureField({
  name,
  typed,
  onChange,
  problem,
}: {
  name: string
  typed: string
  onChange(typed: string): void
  problem?: string | undefined
}) {
  const t = useTranslations('access')
  return (
    <TextField
      label={t('typeName', { name })}
      value={typed}
      onChange={({ target }) => onChange(target.value)}
      problem={problem}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

export function isSure(typed: string, name: string): boolean {
  return name !== '' && typed.trim().toLowerCase() === name.trim().toLowerCase()
}

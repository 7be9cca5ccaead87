import type { ReactNode } from 'react'
import { SelectField } from './Field.tsx'

const ZONES = Intl.supportedValuesOf('timeZone')

/** Where one is. `nowhere`: what it is when none is chosen. */
export function TimeZoneField({
  label,
  hint,
  nowhere,
  value,
  onChange,
}: {
  label: string
  hint?: ReactNode
  nowhere: string
  value: string | null
  onChange(zone: string | null): void
}) {
  // A zone may be known to a server by a name that this browser does not offer.
  const zones = value === null ? ZONES : [...new Set([value, ...ZONES])]
  return (
    <SelectField
      label={label}
      hint={hint}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || null)}
    >
      <option value="">{nowhere}</option>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectField>
  )
}

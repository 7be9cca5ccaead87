import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { isLetGo, type Line, lineType } from '#features/line/line.ts'
import { useLines } from '#features/line/line-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import { SelectField } from '#ui/Field.tsx'
import { LineOption } from './LineOption.tsx'

export type LineChoice = {
  /** Undefined while nothing can go out from what is chosen. */
  lineId: string | undefined
  lines: readonly Line[]
  /** What was to be used, and is no longer ours to use. */
  letGo: Line | undefined
  choose(id: string): void
}

/** From which of the member's lines something goes out: at first the wanted one, or any that they have. */
export function useLineChoice(wanted: (lines: readonly Line[]) => string | undefined): LineChoice {
  const lines = useLines()
  const [first] = useState(() => wanted(lines))
  const [chosen, choose] = useState(first)
  const named = useRow(lineType, chosen)
  const letGo = isLetGo(named) ? named : undefined
  const line = lines.find(({ id }) => id === chosen) ?? (letGo ? undefined : lines[0])
  return { lineId: line?.id, lines, letGo, choose }
}

/** One of our lines to choose. One that was let go meanwhile is said, and nothing chosen in its place. */
export function LineField({ label, choice }: { label: string; choice: LineChoice }) {
  const t = useTranslations('inbox')
  const { lineId, lines, letGo, choose } = choice
  const problem = lines.length === 0 ? t('line.none') : letGo && t('line.letGo', { number: letGo.display })
  return (
    <SelectField
      label={label}
      value={lineId ?? ''}
      problem={problem}
      onChange={({ target }) => choose(target.value)}
    >
      {lineId === undefined && (
        <option value="" disabled>
          {t('line.choose')}
        </option>
      )}
      {lines.map((line) => (
        <LineOption key={line.id} line={line} />
      ))}
    </SelectField>
  )
}

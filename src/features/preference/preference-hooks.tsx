import { useMemo } from 'react'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { preferCommand } from './preference.api.ts'
import { ordinary, type Preference, preferenceType } from './preference.ts'

type Wanted = Omit<Parameters<typeof preferCommand.decide>[1], 'memberId'>

/** How the member of this browser likes to work, and how to change it. */
export function usePreference(): [Preference, (wanted: Wanted) => void] {
  const memberId = useMyId() ?? ''
  const { connection } = useSync()
  const row = useRow(preferenceType, memberId)
  const preference = useMemo(() => row ?? ordinary(memberId), [row, memberId])
  return [preference, (wanted) => void connection.run(preferCommand, { memberId, ...wanted })]
}

import type { ComponentProps } from 'react'
import { OtherDrafts as Others } from '#features/draft/OtherDrafts.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function OtherDrafts(props: ComponentProps<typeof Others>) {
  return (
    <MoreTexts>
      <Others {...props} />
    </MoreTexts>
  )
}

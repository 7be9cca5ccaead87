import type { ComponentProps } from 'react'
import { CallItem as Item } from '#features/call/CallItem.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function CallItem(props: ComponentProps<typeof Item>) {
  return (
    <MoreTexts>
      <Item {...props} />
    </MoreTexts>
  )
}

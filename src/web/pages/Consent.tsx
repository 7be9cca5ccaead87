import type { ComponentProps } from 'react'
import { Consent as Acts } from '#features/consent/Consent.tsx'
import { ConsentLine as Line } from '#features/consent/ConsentLine.tsx'
import { OptedOut as Locked } from '#features/message/OptedOut.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function Consent(props: ComponentProps<typeof Acts>) {
  return (
    <MoreTexts>
      <Acts {...props} />
    </MoreTexts>
  )
}

export function ConsentLine(props: ComponentProps<typeof Line>) {
  return (
    <MoreTexts>
      <Line {...props} />
    </MoreTexts>
  )
}

export function OptedOut(props: ComponentProps<typeof Locked>) {
  return (
    <MoreTexts>
      <Locked {...props} />
    </MoreTexts>
  )
}

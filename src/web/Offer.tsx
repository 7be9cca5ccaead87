import { DesktopOffer } from '#features/notification/DesktopOffer.tsx'
import { SecondFactorOffer } from '#features/sign-in/SecondFactorOffer.tsx'
import { MoreTexts } from './settings/MoreTexts.tsx'

/** What is offered over any page, with its own texts. */
export function Offer() {
  return (
    <MoreTexts>
      <SecondFactorOffer />
      <DesktopOffer />
    </MoreTexts>
  )
}

import { MutePage as Mute } from '#features/notification/MutePage.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function MutePage({ token }: { token: string }) {
  return (
    <MoreTexts>
      <Mute token={token} />
    </MoreTexts>
  )
}

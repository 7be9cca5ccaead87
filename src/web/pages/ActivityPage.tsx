import { ActivityPage as Activity } from '#features/notification/ActivityPage.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function ActivityPage() {
  return (
    <MoreTexts>
      <Activity />
    </MoreTexts>
  )
}

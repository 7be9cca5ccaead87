import { StatusDialog as Status } from '#features/team/StatusDialog.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function StatusDialog({ onClose }: { onClose(): void }) {
  return (
    <MoreTexts>
      <Status onClose={onClose} />
    </MoreTexts>
  )
}

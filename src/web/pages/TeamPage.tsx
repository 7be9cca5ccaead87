import { TeamPage as Team } from '#features/team/TeamPage.tsx'
import type { TeamPlace } from '#features/team/team-paths.ts'
import { MoreTexts } from '../settings/MoreTexts.tsx'

export function TeamPage({ place }: { place: TeamPlace }) {
  return (
    <MoreTexts>
      <Team place={place} />
    </MoreTexts>
  )
}

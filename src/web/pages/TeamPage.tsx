import { OtherDrafts } from '#features/draft/OtherDrafts.tsx'
import { TeamPage as Team } from '#features/team/TeamPage.tsx'
import type { TeamPlace } from '#features/team/team-paths.ts'
import { MoreTexts } from '../settings/MoreTexts.tsx'

const DRAFTS = ['chat'] as const

export function TeamPage({ place }: { place: TeamPlace }) {
  const { chatId } = place
  return (
    <MoreTexts>
      <Team place={place} aboveComposer={chatId && <OtherDrafts placeId={chatId} kinds={DRAFTS} />} />
    </MoreTexts>
  )
}

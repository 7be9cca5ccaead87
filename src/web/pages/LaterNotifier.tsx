import type { ComponentProps } from 'react'
import { KeepDrafts } from '#features/draft/KeepDrafts.tsx'
import { Notifier } from '#features/notification/Notifier.tsx'
import { MoreTexts } from '../settings/MoreTexts.tsx'

/** What is told and kept while the app is open, in words that are no part of the first screen. */
export function LaterNotifier(props: ComponentProps<typeof Notifier>) {
  return (
    <MoreTexts>
      <Notifier {...props} />
      <KeepDrafts />
    </MoreTexts>
  )
}

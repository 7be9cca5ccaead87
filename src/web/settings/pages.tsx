import { CircleUser, ScrollText } from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { lazily } from '#ui/lazily.tsx'
import type { SectionId } from './sections.ts'

/** What a section shows, loaded when it is opened. `rest`: what follows it in the address, such as one inbox's id. */
export type SettingsSection = { icon: ReactNode; Page: ComponentType<{ rest: string | undefined }> }

/** Every page of the settings: a new one is a word in `sections.ts`, a line here, and its title in `web.settings`. */
export const PAGES: Record<SectionId, SettingsSection> = {
  profile: {
    icon: <CircleUser />,
    Page: lazily(() => import('./ProfilePage.tsx').then(({ ProfilePage }) => ProfilePage)).Component,
  },
  audit: {
    icon: <ScrollText />,
    Page: lazily(() => import('#features/audit/AuditPage.tsx').then(({ AuditPage }) => AuditPage)).Component,
  },
}

import {
  Bell,
  Building2,
  CircleUser,
  Hash,
  Inbox,
  KeyRound,
  NotebookText,
  Phone,
  ScrollText,
  ShieldCheck,
  Tag,
  Terminal,
  UserPlus,
  Users,
} from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { type Later, lazily } from '#ui/lazily.tsx'
import type { SectionId } from './sections.ts'

/** What a section shows, loaded when it is opened. `rest`: what follows it in the address, such as one inbox's id. */
export type SettingsSection = { icon: ReactNode; Page: ComponentType<Later<{ rest: string | undefined }>> }

/** Every page of the settings: a new one is a word in `sections.ts`, a line here, and its title in `web.settings`. */
export const PAGES: Record<SectionId, SettingsSection> = {
  profile: {
    icon: <CircleUser />,
    Page: lazily(() => import('./ProfilePage.tsx').then(({ ProfilePage }) => ProfilePage)).Component,
  },
  security: {
    icon: <KeyRound />,
    Page: lazily(() => import('#features/sign-in/SecurityPage.tsx').then(({ SecurityPage }) => SecurityPage))
      .Component,
  },
  invitations: {
    icon: <UserPlus />,
    Page: lazily(() =>
      import('#features/invitation/InvitationsPage.tsx').then(({ InvitationsPage }) => InvitationsPage),
    ).Component,
  },
  'sign-in': {
    icon: <ShieldCheck />,
    Page: lazily(() =>
      import('#features/sign-in/SignInSettingsPage.tsx').then(({ SignInSettingsPage }) => SignInSettingsPage),
    ).Component,
  },
  notifications: {
    icon: <Bell />,
    Page: lazily(() =>
      import('#features/notification/NotificationSettings.tsx').then((module) => module.NotificationSettings),
    ).Component,
  },
  workspace: {
    icon: <Building2 />,
    Page: lazily(() =>
      import('#features/access/WorkspacePage.tsx').then(({ WorkspacePage }) => WorkspacePage),
    ).Component,
  },
  calls: {
    icon: <Phone />,
    Page: lazily(() => import('#features/call/SoundSettings.tsx').then(({ SoundSettings }) => SoundSettings))
      .Component,
  },
  members: {
    icon: <Users />,
    Page: lazily(() => import('#features/access/MembersPage.tsx').then(({ MembersPage }) => MembersPage))
      .Component,
  },
  inboxes: {
    icon: <Inbox />,
    Page: lazily(() => import('#features/access/InboxesPage.tsx').then(({ InboxesPage }) => InboxesPage))
      .Component,
  },
  'api-keys': {
    icon: <Terminal />,
    Page: lazily(() => import('#features/api-key/ApiKeysPage.tsx').then(({ ApiKeysPage }) => ApiKeysPage))
      .Component,
  },
  lines: {
    icon: <Hash />,
    Page: lazily(() => import('#features/connection/LinesPage.tsx').then(({ LinesPage }) => LinesPage))
      .Component,
  },
  tags: {
    icon: <Tag />,
    Page: lazily(() => import('#features/tag/TagsPage.tsx').then(({ TagsPage }) => TagsPage)).Component,
  },
  transcripts: {
    icon: <NotebookText />,
    Page: lazily(() => import('#features/call/ScribePage.tsx').then(({ ScribePage }) => ScribePage))
      .Component,
  },
  audit: {
    icon: <ScrollText />,
    Page: lazily(() => import('#features/audit/AuditPage.tsx').then(({ AuditPage }) => AuditPage)).Component,
  },
}

import { may, type Role } from '#features/member/may.ts'

/** The sections of the settings, in their order: what is one's own, and what is the workspace's. */
export const SECTIONS = [
  { id: 'profile', group: 'you' },
  { id: 'notifications', group: 'you' },
  { id: 'calls', group: 'you' },
  { id: 'security', group: 'you' },
  { id: 'workspace', group: 'workspace' },
  { id: 'members', group: 'workspace' },
  { id: 'invitations', group: 'workspace' },
  { id: 'inboxes', group: 'workspace' },
  { id: 'lines', group: 'workspace' },
  { id: 'tags', group: 'workspace' },
  { id: 'transcripts', group: 'workspace' },
  { id: 'sign-in', group: 'workspace' },
  { id: 'api-keys', group: 'workspace' },
  { id: 'audit', group: 'workspace' },
] as const

export type SectionId = (typeof SECTIONS)[number]['id']

const CLOSED: Partial<Record<SectionId, (role: Role | undefined) => boolean>> = {
  invitations: (role) => !may(role, null, 'member.invite'),
  transcripts: (role) => !may(role, null, 'workspace.configure'),
  'sign-in': (role) => !may(role, null, 'workspace.secure'),
  workspace: (role) => !may(role, null, 'workspace.configure'),
  lines: (role) => !may(role, null, 'line.connect'),
  'api-keys': (role) => !may(role, null, 'api-key.manage'),
  audit: (role) => !may(role, null, 'audit.read'),
}

/** The sections that somebody of this role has a use for. */
export function sectionsFor(role: Role | undefined) {
  return SECTIONS.filter(({ id }) => !CLOSED[id]?.(role))
}

export function pathOfSection(id: SectionId): string {
  return `/settings/${id}`
}

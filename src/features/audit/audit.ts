import type { Instant } from '#kit/time.ts'

/** What the log is looked through for. */
export const AREAS = ['sign-in', 'people', 'inboxes', 'lines', 'api-keys', 'workspace', 'data'] as const

export type Area = (typeof AREAS)[number]

// By how its actions begin.
const BEGINNINGS: Record<Area, readonly string[]> = {
  'sign-in': ['sign-in.', 'session.', 'password.', 'passkey.', 'mfa.', 'account.'],
  people: ['member.', 'invitation.', 'ownership.'],
  inboxes: ['inbox.'],
  lines: ['line.'],
  'api-keys': ['api-key.'],
  workspace: ['workspace.', 'tag.', 'segment.'],
  data: ['audit.', 'export.', 'backup.', 'conversation.', 'contact.', 'call.'],
}

export function beginningsOf(area: Area): readonly string[] {
  return BEGINNINGS[area]
}

/** One line of the log, as an owner reads it. `seq`: its place in the chain. */
export type AuditLine = {
  seq: number
  at: Instant
  action: string
  actor: 'customer' | 'member' | 'api' | 'system'
  actorId: string | null
  /** What they are called now; null: a program or the product itself. */
  actorName: string | null
  subjectId: string | null
  subjectName: string | null
  detail: Record<string, unknown>
  hash: string
}

import type { Member } from './member.ts'

export type Role = Member['role']

/** What somebody is in one inbox; null: they are not in it. */
export type InboxRole = 'manager' | 'agent' | null

type Holder = Role | 'manager' | 'agent'

/**
 * AD-3, AD-5, CN-5: who may do what. A role of the workspace allows it everywhere, a role in an inbox there. What stands
 * here is all that roles allow; what belongs to one person (their own key, a private inbox, a line that they installed)
 * is asked where it is done.
 */
const ALLOWED = {
  'inbox.configure': ['owner', 'admin', 'manager'],
  'inbox.members': ['owner', 'admin', 'manager'],
  'inbox.create': ['owner', 'admin'],
  'inbox.order': ['owner', 'admin'],
  'line.connect': ['owner', 'admin'],
  'member.invite': ['owner', 'admin'],
  'member.remove': ['owner', 'admin'],
  'member.set-role': ['owner', 'admin'],
  'ownership.transfer': ['owner'],
  'workspace.configure': ['owner', 'admin'],
  'workspace.secure': ['owner'],
  'api-key.manage': ['owner', 'admin'],
  'audit.read': ['owner', 'admin'],
  'segment.manage': ['owner', 'admin'],
  'tag.manage': ['owner', 'admin'],
} as const satisfies Record<string, readonly Holder[]>

export type Act = keyof typeof ALLOWED

export const ACTS = Object.keys(ALLOWED) as Act[] // The table's own keys.

/** Whether a member of this role, who is this in the inbox that it is about, may do it. Nobody: undefined. */
export function may(role: Role | undefined, inboxRole: InboxRole, act: Act): boolean {
  const holders: readonly Holder[] = ALLOWED[act]
  return role !== undefined && (holders.includes(role) || (inboxRole !== null && holders.includes(inboxRole)))
}

import { expect, test } from 'vitest'
import { ACTS, type Act, may } from './may.ts'

const HOLDERS = [
  { role: 'owner', inboxRole: null },
  { role: 'admin', inboxRole: null },
  { role: 'member', inboxRole: 'manager' },
  { role: 'member', inboxRole: 'agent' },
  { role: 'member', inboxRole: null },
] as const

// A column each: owner, admin, manager of the inbox, agent in it, and a member who is not in it.
const TABLE: Record<Act, string> = {
  'inbox.configure': 'yes yes yes no no',
  'inbox.members': 'yes yes yes no no',
  'inbox.create': 'yes yes no no no',
  'inbox.order': 'yes yes no no no',
  'line.connect': 'yes yes no no no',
  'member.invite': 'yes yes no no no',
  'member.remove': 'yes yes no no no',
  'member.set-role': 'yes yes no no no',
  'ownership.transfer': 'yes no no no no',
  'workspace.configure': 'yes yes no no no',
  'workspace.secure': 'yes no no no no',
  'api-key.manage': 'yes yes no no no',
  'audit.read': 'yes yes no no no',
  'segment.manage': 'yes yes no no no',
  'tag.manage': 'yes yes no no no',
}

test.each(ACTS)('AD-3, AD-5, CN-5: who may %s', (act) => {
  const answers = HOLDERS.map(({ role, inboxRole }) => (may(role, inboxRole, act) ? 'yes' : 'no'))
  expect(answers.join(' ')).toBe(TABLE[act])
})

test('AD-3: who is nobody here may nothing, whatever they are in an inbox', () => {
  expect(ACTS.filter((act) => may(undefined, 'manager', act))).toEqual([])
})

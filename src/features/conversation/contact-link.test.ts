import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginContact, contactType } from '#features/contact/contact.ts'
import type { Rows } from '#sync/command.ts'
import type { SyncedRow, SyncedType } from '#sync/synced.ts'
import { linkContactCommand } from './contact-link.api.ts'
import { isGroup, linkEvent, linkTo } from './contact-link.ts'
import { begin, type Conversation, conversationType } from './conversation.ts'

const NOW = '2026-11-23T12:00:00.000Z'
const LATER = '2026-11-23T12:00:01.000Z'
const ADA = { actor: { type: 'member', id: 'ada' }, now: LATER } as const
const DORA = beginContact('dora', 'Dora Diaz', NOW)
const NOBODY = beginContact('nobody', null, NOW)

test('MO-7: linking changes whom a conversation is with and gives it one more line, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('nobody', 'dora', 'dan')), (contactIds) => {
      let conversation = talk()
      for (const contactId of contactIds) {
        const after = linkTo(conversation, contactId, LATER)
        if (contactId === conversation.contactId) expect(after).toBe(conversation)
        else
          expect(after).toEqual({
            ...conversation,
            ...{ contactId, itemSeq: conversation.itemSeq + 1, updatedAt: LATER },
          })
        conversation = after
      }
    }),
  )
})

test('MO-7: its line says from whom to whom as they were called, by number who had no name', () => {
  const before = talk()
  expect(linkEvent(before, linkTo(before, 'dora', LATER), NOBODY, DORA)).toEqual({
    ...{ type: 'conversation.link-contact', inboxId: 'support', conversationId: 'talk', seq: 1 },
    data: {
      contactId: { from: 'nobody', to: 'dora' },
      name: { from: '(415) 555-0177', to: 'Dora Diaz' },
    },
  })
  expect(linkEvent(before, before, undefined, undefined).data.name.to).toBe('(415) 555-0177')
})

test('MO-7: a known contact is linked to, a new one is made with its name, and no other', () => {
  const known = decide({ contactId: 'dora' })
  expect(known.ok && known.value.saved.map(({ row }) => row)).toEqual([linkTo(talk(), 'dora', LATER)])
  const made = decide({ contactId: 'dan', name: 'Dan' })
  expect(made.ok && made.value.saved.map(({ row }) => row)).toEqual([
    beginContact('dan', 'Dan', LATER),
    linkTo(talk(), 'dan', LATER),
  ])
  expect(made.ok && made.value.events.map(({ type }) => type)).toEqual([
    'contact.created',
    'conversation.link-contact',
  ])
  expect(decide({ contactId: 'dan' })).toEqual({ ok: false, error: { code: 'not-found' } })
  expect(decide({ contactId: 'nobody' })).toEqual({ ok: true, value: { saved: [], events: [] } })
})

test('MO-7: neither a group nor what is not there is linked', () => {
  const group = { ...talk(), participants: ['+14155550177', '+14155550178'] }
  expect(isGroup(group)).toBe(true)
  expect(decide({ contactId: 'dora' }, group)).toEqual({ ok: false, error: { code: 'group-contact' } })
  expect(decide({ id: 'other', contactId: 'dora' })).toEqual({ ok: false, error: { code: 'not-found' } })
})

function decide(input: { id?: string; contactId: string; name?: string }, conversation = talk()) {
  return linkContactCommand.decide(holding(conversation), { id: 'talk', ...input }, ADA)
}

function talk(): Conversation {
  const place = { id: 'talk', inboxId: 'support', lineId: 'line', contactId: 'nobody' }
  return begin({ ...place, participants: ['+14155550177'], display: '(415) 555-0177' }, NOW)
}

function holding(conversation: Conversation): Rows {
  const rows: Record<string, SyncedRow[]> = {
    [conversationType.name]: [conversation],
    [contactType.name]: [DORA, NOBODY],
  }
  return {
    // Rows of the type that is asked for.
    get: <Row extends SyncedRow>({ name }: SyncedType<Row>, id: string) =>
      rows[name]?.find((row) => row.id === id) as Row | undefined,
  }
}

import type { ComponentType, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { inboxType } from '#features/inbox/inbox.ts'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import type { Instant } from '#kit/time.ts'
import { type Event, eventType } from '#sync/event.ts'
import { useRow } from '#sync/sync.tsx'
import { Time, useWhen } from '#ui/When.tsx'
import { type ItemProps, threadKind } from './thread-kinds.tsx'

/** What was done with the conversation, in a line: "Ben marked this as done". `Other`: how other events are drawn. */
export function eventKind(Other: ComponentType<ItemProps<Event>>) {
  return threadKind(eventType, {
    placing: ({ at }) => ({ at, group: null, lane: null }),
    Item: (props) =>
      props.row.type.startsWith('conversation.') ? <EventLine {...props} /> : <Other {...props} />,
    plain: true,
  })
}

const NAMES = ['done', 'open', 'spam', 'unread', 'wake', 'snooze', 'assign', 'move', 'link-contact'] as const

function EventLine({ row: { type, actor, actorId, data, at } }: ItemProps<Event>) {
  const t = useTranslations('conversation')
  const when = useWhen()
  const me = useMyId()
  const member = useRow(memberType, actorId ?? undefined)
  const { assigneeId, inboxId, snoozedUntil, name: contact } = readChanges(data)
  const assignee = useRow(memberType, assigneeId ?? undefined)
  const inbox = useRow(inboxType, inboxId ?? undefined)
  const name = NAMES.find((candidate) => `conversation.${candidate}` === type)
  if (!name) return null
  const words = {
    who: member?.name ?? t(`actor.${actor}`),
    mine: actorId !== null && actorId === me ? 'yes' : 'no',
    whom: contact ?? whom(),
    inbox: inbox?.name ?? t('otherInbox'),
    when: snoozedUntil ? when.moment(snoozedUntil) : '',
  }
  return (
    <ThreadLine at={at}>
      {t(`event.${name === 'assign' && !assigneeId ? 'unassign' : name}`, words)}
    </ThreadLine>
  )

  function whom(): string {
    if (assigneeId === me) return actorId === me ? t('toYourself') : t('toYou')
    return assignee?.name ?? t('actor.member')
  }
}

export function ThreadLine({ at, children }: { at: Instant; children: ReactNode }) {
  return (
    <article className="my-2 flex justify-center gap-1.5 text-xs text-muted">
      <span className="text-center">{children}</span>
      <span aria-hidden="true">·</span>
      <Time at={at} className="tabular shrink-0 text-faint" />
    </article>
  )
}

type Changes = Partial<Record<'assigneeId' | 'inboxId' | 'snoozedUntil' | 'name', string | null>>

// What the command wrote: from what to what.
function readChanges(data: Record<string, unknown>): Changes {
  return Object.fromEntries(
    Object.entries(data).map(([field, change]) => [
      field,
      (change as { to: string | null } | null)?.to ?? null,
    ]),
  )
}

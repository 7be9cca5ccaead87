import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { type Event, eventType } from '#sync/event.ts'
import { useRow } from '#sync/sync.tsx'
import { Time } from '#ui/When.tsx'
import { type ItemProps, threadKind } from './thread-kinds.tsx'

/** What was done with the conversation, in a line: "Ben marked this as done". */
export const eventKind = threadKind(eventType, {
  placing: ({ at }) => ({ at, group: null, lane: null }),
  Item: EventLine,
})

const KNOWN = ['conversation.done', 'conversation.open', 'conversation.spam', 'conversation.unread'] as const

function EventLine({ row: { type, actor, actorId, at } }: ItemProps<Event>) {
  const t = useTranslations('conversation')
  const me = useMyId()
  const member = useRow(memberType, actorId ?? undefined)
  const known = KNOWN.find((candidate) => candidate === type)
  if (!known) return null
  const mine = actorId !== null && actorId === me
  const who = member?.name ?? t(`actor.${actor}`)
  return (
    <article className="my-2 flex justify-center gap-1.5 text-xs text-muted">
      <span>{t(`event.${eventName(known)}`, { who, mine: mine ? 'yes' : 'no' })}</span>
      <span aria-hidden="true">·</span>
      <Time at={at} className="tabular text-faint" />
    </article>
  )
}

type Known = (typeof KNOWN)[number]
type Name = Known extends `conversation.${infer Rest}` ? Rest : never

function eventName(type: Known): Name {
  // The rest of a name that begins with its feature's.
  return type.slice('conversation.'.length) as Name
}

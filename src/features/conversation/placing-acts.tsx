import { AlarmClock, FolderInput, Pin, Star, Tag as TagIcon, UserCheck, UserPlus } from 'lucide-react'
import { useMemo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { saveTagCommand } from '#features/tag/tag.api.ts'
import { isCalled, TAG_COLORS, tagType } from '#features/tag/tag.ts'
import { uuidv7 } from '#kit/id.ts'
import { instant } from '#kit/time.ts'
import type { whenSaid } from '#kit/when-said.ts'
import type { Connection } from '#sync/connection.ts'
import type { Store } from '#sync/store.ts'
import { useSync } from '#sync/sync.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { useWhen } from '#ui/When.tsx'
import type { When } from '#ui/when.ts'
import {
  assignCommand,
  moveCommand,
  openCommand,
  pinCommand,
  pinMineCommand,
  snoozeCommand,
  tagCommand,
} from './conversation.api.ts'
import { type Conversation, conversationType } from './conversation.ts'
import type { ConversationAct } from './conversation-actions.tsx'
import { conversationMemberId, conversationMemberType } from './conversation-member.ts'
import { candidates, destinations, mayAssign, mayMove } from './placing.ts'
import { snoozeChoices } from './snooze-choices.ts'
import type { Fact } from './undo.ts'

type ActContext = {
  store: Store
  connection: Connection
  t: ReturnType<typeof useTranslations<'conversation'>>
  when: When
  language: string
}

// Gray is for whoever chooses it.
const COLORS = TAG_COLORS.filter((color) => color !== 'gray')

type Choices = ReturnType<NonNullable<ConversationAct['choices']>>

/** AS-1, INB-14, CH-9, ST-13: whose a conversation is, where it is, and how it is found again. */
export function usePlacing(): { acts: ConversationAct[]; facts: Fact[] } {
  const { store, connection } = useSync()
  const t = useTranslations('conversation')
  const when = useWhen()
  const language = useLocale()
  return useMemo(
    () => ({
      acts: placingActs({ store, connection, t, when, language }),
      facts: placingFacts(store, connection),
    }),
    [store, connection, t, when, language],
  )
}

function placingActs(context: ActContext): ConversationAct[] {
  const { t, store, connection } = context
  const assigned = { offered: (ids: readonly string[]) => mayAssign(store, ids) }
  return [
    {
      ...assigned,
      id: 'assign',
      label: t('assign'),
      keys: ['a'],
      icon: <UserPlus />,
      choices: (_, ids) => assignees(context, ids),
    },
    {
      ...assigned,
      id: 'assign-me',
      label: t('assignMe'),
      keys: ['i'],
      icon: <UserCheck />,
      deed: {
        run: (ids) => connection.run(assignCommand, { ids, memberId: connection.me()?.memberId ?? null }),
        said: (count) => t('said.assign', { count, name: t('toYou') }),
      },
    },
    {
      id: 'snooze',
      label: t('snooze'),
      keys: ['h'],
      icon: <AlarmClock />,
      choices: (said) => sleeps(context, said),
    },
    {
      id: 'tag',
      label: t('tag'),
      keys: ['l'],
      icon: <TagIcon />,
      choices: (said, ids) => tags(context, said, ids),
    },
    {
      id: 'move',
      label: t('move'),
      keys: ['m'],
      icon: <FolderInput />,
      offered: (ids) => mayMove(store, ids),
      choices: (_, ids) => inboxes(context, ids),
    },
    { id: 'pin', label: t('pin'), keys: ['p'], icon: <Pin />, ...pinForTeam(context) },
    { id: 'pin-mine', label: t('pinMine'), keys: ['shift+p'], icon: <Star />, ...pinForMe(context) },
  ]
}

function assignees({ store, connection, t }: ActContext, ids: readonly string[]): Choices {
  const me = connection.me()?.memberId
  const people = candidates(store, ids).toSorted(
    ({ member: a }, { member: b }) =>
      Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name),
  )
  const to = (memberId: string | null, name: string) => ({
    run: (ids: string[]) => connection.run(assignCommand, { ids, memberId }),
    said: (count: number) =>
      memberId === null ? t('said.unassign', { count }) : t('said.assign', { count, name }),
  })
  return [
    ...people.map(({ member: { id, name, available }, inQueue }) => ({
      id,
      label: id === me ? t('meNamed', { name }) : name,
      hint: !available ? t('notAvailable') : inQueue ? undefined : t('outOfQueue'),
      deed: to(id, name),
    })),
    { id: 'nobody', label: t('nobody'), deed: to(null, '') },
  ]
}

let understand: typeof whenSaid | undefined

// It is there by the time that anybody has typed, or else understands then what they have typed.
function loadUnderstanding(): void {
  if (understand) return
  void import('#kit/when-said.ts').then((module) => {
    understand = module.whenSaid
    commandMenu.refresh()
  })
}

function sleeps({ connection, t, when, language }: ActContext, said: string): Choices {
  const now = new Date()
  loadUnderstanding()
  const meant = said.trim() === '' ? undefined : understand?.(said, now, language)
  return [
    ...(meant
      ? [
          {
            id: 'said',
            label: when.moment(instant(meant.getTime())),
            at: instant(meant.getTime()),
            answer: true,
          },
        ]
      : []),
    ...snoozeChoices(now).map(({ id, at }) => ({
      id,
      at,
      label: t(`snoozeTo.${id}`),
      hint: when.moment(at),
    })),
  ].map(({ at, ...choice }) => ({
    ...choice,
    deed: {
      run: (ids) => connection.run(snoozeCommand, { ids, until: at }),
      said: (count) => t('said.snooze', { count, when: when.moment(at) }),
    },
  }))
}

function tags({ store, connection, t }: ActContext, said: string, on: readonly string[]): Choices {
  const known = store.all(tagType).toSorted((a, b) => a.name.localeCompare(b.name))
  const name = said.trim()
  const isNew = name !== '' && !known.some((tag) => isCalled(tag, name))
  return [
    ...known.map((tag) => ({
      id: tag.id,
      label: tag.name,
      hint: hintOf(tag.id),
      deed: {
        run: (ids: string[]) => connection.run(tagCommand, { ids, tagId: tag.id, on: !tagged(ids, tag.id) }),
        said: (count: number, ids: readonly string[]) =>
          tagged(ids, tag.id)
            ? t('said.tag', { count, name: tag.name })
            : t('said.untag', { count, name: tag.name }),
      },
    })),
    ...(isNew
      ? [
          {
            id: 'new',
            label: t('newTag', { name }),
            answer: true,
            deed: {
              run: (ids: string[]) => makeTag(ids, name),
              said: (count: number) => t('said.tag', { count, name }),
            },
          },
        ]
      : []),
  ]

  function isTagged(id: string, tagId: string): boolean {
    return store.get(conversationType, id)?.tagIds.includes(tagId) ?? false
  }

  function tagged(ids: readonly string[], tagId: string): boolean {
    return ids.every((id) => isTagged(id, tagId))
  }

  function hintOf(tagId: string): string | undefined {
    if (!on.some((id) => isTagged(id, tagId))) return undefined
    return tagged(on, tagId) ? t('tagOn') : t('tagOnSome')
  }

  function makeTag(ids: string[], name: string): Promise<unknown> {
    const id = uuidv7()
    const color = COLORS[known.length % COLORS.length] ?? 'gray'
    void connection.run(saveTagCommand, { id, name, color })
    return connection.run(tagCommand, { ids, tagId: id, on: true })
  }
}

function inboxes({ store, connection, t }: ActContext, meant: readonly string[]): Choices {
  return destinations(store, meant).map(({ id, name, emoji }) => ({
    id,
    label: name,
    emoji,
    deed: {
      run: (ids) => connection.run(moveCommand, { ids, inboxId: id }),
      said: (count) => t('said.move', { count, name }),
    },
  }))
}

function pinForTeam({ store, connection, t }: ActContext) {
  const is = (id: string) => Boolean(store.get(conversationType, id)?.pinnedAt)
  return {
    off: { label: t('unpin'), is },
    deed: {
      run: (ids: string[]) => connection.run(pinCommand, { ids, on: !ids.every(is) }),
      said: (count: number, ids: readonly string[]) => saidOfPin(t, count, ids.every(is)),
    },
  }
}

function pinForMe({ store, connection, t }: ActContext) {
  const is = (id: string) => pinOf(store, id, connection.me()?.memberId ?? '') !== null
  return {
    off: { label: t('unpinMine'), is },
    deed: {
      run(ids: string[]) {
        const pins = store.all(conversationMemberType).flatMap(({ pin }) => pin ?? [])
        // The newest comes first.
        return connection.run(pinMineCommand, { ids, pin: ids.every(is) ? null : Math.min(0, ...pins) - 1 })
      },
      said: (count: number, ids: readonly string[]) => saidOfPin(t, count, ids.every(is)),
    },
  }
}

function saidOfPin(t: ActContext['t'], count: number, on: boolean): string {
  return on ? t('said.pin', { count }) : t('said.unpin', { count })
}

function pinOf(store: Store, id: string, memberId: string): number | null {
  return store.get(conversationMemberType, conversationMemberId(id, memberId))?.pin ?? null
}

/** What undoing puts back of these. */
function placingFacts(store: Store, connection: Connection): Fact[] {
  const { run } = connection
  const of = <Value,>(read: (conversation: Conversation) => Value) => ({
    of(id: string) {
      const conversation = store.get(conversationType, id)
      return conversation && read(conversation)
    },
  })
  return [
    {
      ...of(({ snoozedUntil }) => snoozedUntil),
      restore: (ids, until) => [
        until === null ? run(openCommand, { ids }) : run(snoozeCommand, { ids, until: until as string }),
      ],
    },
    {
      ...of(({ inboxId }) => inboxId),
      restore: (ids, inboxId) => [run(moveCommand, { ids, inboxId: inboxId as string, undo: true })],
    },
    {
      ...of(({ assigneeId }) => assigneeId),
      restore: (ids, memberId) => [
        run(assignCommand, { ids, memberId: memberId as string | null, undo: true }),
      ],
    },
    {
      ...of(({ pinnedAt }) => pinnedAt !== null),
      restore: (ids, on) => [run(pinCommand, { ids, on })],
    },
    {
      of: (id) => pinOf(store, id, connection.me()?.memberId ?? ''),
      restore: (ids, pin) => [run(pinMineCommand, { ids, pin })],
    },
    { ...of(({ tagIds }) => tagIds.toSorted()), restore: restoreTags },
  ]

  function restoreTags(ids: string[], before: unknown): ReturnType<typeof run>[] {
    // What is put back is what was read before.
    const wanted = new Set(before as string[])
    return store.all(tagType).flatMap(({ id }) => {
      const on = wanted.has(id)
      const differing = ids.filter((one) => store.get(conversationType, one)?.tagIds.includes(id) !== on)
      return differing.length > 0 ? [run(tagCommand, { ids: differing, tagId: id, on })] : []
    })
  }
}

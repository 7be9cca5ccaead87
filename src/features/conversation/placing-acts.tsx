import { AlarmClock, FolderInput, Pin, Star, Tag as TagIcon, UserCheck, UserPlus } from 'lucide-react'
import { useMemo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { queuePlaceType } from '#features/inbox/queue.ts'
import { memberType } from '#features/member/member.ts'
import { saveTagCommand } from '#features/tag/tag.api.ts'
import { TAG_COLORS, tagType } from '#features/tag/tag.ts'
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
  const { t, connection } = context
  return [
    { id: 'assign', label: t('assign'), keys: ['a'], icon: <UserPlus />, choices: () => assignees(context) },
    {
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
    { id: 'tag', label: t('tag'), keys: ['l'], icon: <TagIcon />, choices: (said) => tags(context, said) },
    { id: 'move', label: t('move'), keys: ['m'], icon: <FolderInput />, choices: () => inboxes(context) },
    { id: 'pin', label: t('pin'), keys: ['p'], icon: <Pin />, deed: pinForTeam(context) },
    { id: 'pin-mine', label: t('pinMine'), keys: ['shift+p'], icon: <Star />, deed: pinForMe(context) },
  ]
}

function assignees({ store, connection, t }: ActContext): Choices {
  const me = connection.me()?.memberId
  const here = new Set(store.all(inboxMemberType).map(({ memberId }) => memberId))
  const outOf = new Set(
    store.all(queuePlaceType).flatMap(({ memberId, inQueue }) => (inQueue ? [] : memberId)),
  )
  const people = store
    .all(memberType)
    .filter(({ id }) => here.has(id))
    .toSorted((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name))
  const to = (memberId: string | null, name: string) => ({
    run: (ids: string[]) => connection.run(assignCommand, { ids, memberId }),
    said: (count: number) =>
      memberId === null ? t('said.unassign', { count }) : t('said.assign', { count, name }),
  })
  return [
    ...people.map(({ id, name, available }) => ({
      id,
      label: id === me ? t('meNamed', { name }) : name,
      hint: !available ? t('notAvailable') : outOf.has(id) ? t('outOfQueue') : undefined,
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

function tags({ store, connection, t }: ActContext, said: string): Choices {
  const known = store.all(tagType).toSorted((a, b) => a.name.localeCompare(b.name))
  const name = said.trim()
  const isNew = name !== '' && !known.some((tag) => tag.name.toLowerCase() === name.toLowerCase())
  return [
    ...known.map((tag) => ({
      id: tag.id,
      label: tag.name,
      deed: {
        run: (ids: string[]) => toggleTag(ids, tag.id),
        said: (count: number) => t('said.tag', { count, name: tag.name }),
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

  function toggleTag(ids: string[], tagId: string): Promise<unknown> {
    const on = !ids.every((id) => store.get(conversationType, id)?.tagIds.includes(tagId))
    return connection.run(tagCommand, { ids, tagId, on })
  }

  function makeTag(ids: string[], name: string): Promise<unknown> {
    const id = uuidv7()
    const color = COLORS[known.length % COLORS.length] ?? 'gray'
    void connection.run(saveTagCommand, { id, name, color })
    return connection.run(tagCommand, { ids, tagId: id, on: true })
  }
}

function inboxes({ store, connection, t }: ActContext): Choices {
  return store
    .all(inboxType)
    .toSorted((a, b) => a.position - b.position)
    .map(({ id, name, emoji }) => ({
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
  return {
    run(ids: string[]) {
      const on = !ids.every((id) => store.get(conversationType, id)?.pinnedAt)
      return connection.run(pinCommand, { ids, on })
    },
    said: (count: number) => t('said.pin', { count }),
  }
}

function pinForMe({ store, connection, t }: ActContext) {
  const memberId = connection.me()?.memberId ?? ''
  return {
    run(ids: string[]) {
      const pins = store.all(conversationMemberType).flatMap(({ pin }) => pin ?? [])
      const on = !ids.every((id) => pinOf(store, id, memberId) !== null)
      // The newest comes first.
      return connection.run(pinMineCommand, { ids, pin: on ? Math.min(0, ...pins) - 1 : null })
    },
    said: (count: number) => t('said.pin', { count }),
  }
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
      restore: (ids, until) =>
        void (until === null
          ? run(openCommand, { ids })
          : run(snoozeCommand, { ids, until: until as string })),
    },
    {
      ...of(({ inboxId }) => inboxId),
      restore: (ids, inboxId) => void run(moveCommand, { ids, inboxId }),
    },
    {
      ...of(({ assigneeId }) => assigneeId),
      restore: (ids, memberId) => void run(assignCommand, { ids, memberId }),
    },
    {
      ...of(({ pinnedAt }) => pinnedAt !== null),
      restore: (ids, on) => void run(pinCommand, { ids, on }),
    },
    {
      of: (id) => pinOf(store, id, connection.me()?.memberId ?? ''),
      restore: (ids, pin) => void run(pinMineCommand, { ids, pin }),
    },
    { ...of(({ tagIds }) => tagIds.toSorted()), restore: restoreTags },
  ]

  function restoreTags(ids: string[], before: unknown): void {
    // What is put back is what was read before.
    const wanted = new Set(before as string[])
    for (const { id } of store.all(tagType)) {
      const on = wanted.has(id)
      const differing = ids.filter((one) => store.get(conversationType, one)?.tagIds.includes(id) !== on)
      if (differing.length > 0) void run(tagCommand, { ids: differing, tagId: id, on })
    }
  }
}

import type { RefObject } from 'react'
import { useTranslations } from 'use-intl'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { useRowDrag } from '#ui/row-drag.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { pinMineCommand } from './conversation.api.ts'
import { useConversationActs } from './conversation-actions.tsx'
import { useConversationList } from './conversation-list.tsx'
import { conversationMemberId, conversationMemberType } from './conversation-member.ts'
import type { ListFilter } from './list.ts'
import { movePin, type Pin } from './pins.ts'

/** ST-13: what the member has pinned stands first in a list, in an order of their own: by mouse and by finger … */
export function PinDrag({
  frameRef,
  filter,
  rowHeight,
}: {
  frameRef: RefObject<HTMLElement | null>
  filter: ListFilter
  rowHeight: number
}) {
  const { pins, place } = usePinOrder(filter)
  useRowDrag(frameRef, { rowHeight, order: () => pins().map(({ id }) => id), onDrop: place })
  return null
}

const STEPS = [
  { id: 'pin-up', key: 'mod+shift+ArrowUp', by: -1 },
  { id: 'pin-down', key: 'mod+shift+ArrowDown', by: 1 },
] as const

/** … and by keys and the command menu, for the conversation where the person is. */
export function usePinKeys(filter: ListFilter, conversationId: string | undefined): void {
  const t = useTranslations('conversation')
  const { pins, place } = usePinOrder(filter)
  const me = useMyId()
  const mine = useRow(
    conversationMemberType,
    conversationId && me && conversationMemberId(conversationId, me),
  )
  useShortcuts(
    STEPS.map(({ id, key, by }) => ({
      id: `conversation.${id}`,
      keys: [key],
      label: by < 0 ? t('pinUp') : t('pinDown'),
      section: t('section'),
      offered: mine?.pin != null,
      run: () => step(by),
    })),
  )

  function step(by: 1 | -1): void {
    const at = pins().findIndex(({ id }) => id === conversationId)
    if (conversationId !== undefined && at >= 0) place(conversationId, at + by)
  }
}

function usePinOrder(filter: ListFilter) {
  const { view, settle } = useConversationList(filter)
  const { store, connection } = useSync()
  const t = useTranslations('conversation')
  const { perform } = useConversationActs()
  return { pins, place }

  function pins(): Pin[] {
    const me = connection.me()?.memberId ?? ''
    const found: Pin[] = []
    for (const id of view.ids()) {
      const pin = store.get(conversationMemberType, conversationMemberId(id, me))?.pin ?? null
      if (pin === null) break
      found.push({ id, pin })
    }
    return found
  }

  function place(id: string, to: number): void {
    // Where it is put it is to be seen at once.
    settle()
    const changes = movePin(pins(), id, to)
    if (changes.length === 0) return
    const run = () =>
      Promise.all(changes.map((one) => connection.run(pinMineCommand, { ids: [one.id], pin: one.pin })))
    perform(
      { run, said: () => t('said.pinMoved') },
      changes.map((one) => one.id),
    )
  }
}

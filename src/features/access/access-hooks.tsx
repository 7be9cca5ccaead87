import { useCallback, useEffect, useState } from 'react'
import { allInboxesQuery, type InboxOverview } from '#features/inbox/inbox.api.ts'
import { inboxMemberType } from '#features/inbox/inbox.ts'
import { useInboxes } from '#features/inbox/inbox-hooks.tsx'
import { isLetGo, lineType, lineWords } from '#features/line/line.ts'
import { may } from '#features/member/may.ts'
import { type Member, memberType } from '#features/member/member.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import type { Problem } from '#kit/result.ts'
import type { Store } from '#sync/store.ts'
import { useRows, useSync } from '#sync/sync.tsx'
import type { View } from '#sync/view.ts'
import { useProblemText } from '#ui/problem-text.tsx'
import { toasts } from '#ui/toasts.ts'

/** Who is a member now, by name. */
export function useMembers(): readonly Member[] {
  const { store } = useSync()
  return useRows(memberType, viewOf(store))
}

const views = new WeakMap<Store, View<Member>>()

function viewOf(store: Store): View<Member> {
  const before = (a: Member, b: Member) => a.name < b.name || (a.name === b.name && a.id < b.id)
  const known =
    views.get(store) ?? store.view(memberType, { where: ({ removedAt }) => removedAt === null, before })
  views.set(store, known)
  return known
}

/** The inboxes that there are to set up: every shared one for owners and admins, and one's own for everybody. */
export function useAllInboxes(): { inboxes: InboxOverview[]; again(): void } {
  const { store, connection } = useSync()
  const own = useInboxes()
  const everywhere = may(useMe()?.role, null, 'inbox.create')
  const [all, setAll] = useState<InboxOverview[]>()
  // What becomes of one's own inboxes is heard; then the others are asked for too.
  const heard = JSON.stringify(own.map(({ id, name, emoji, position }) => [id, name, emoji, position]))
  const again = useCallback(() => {
    if (!everywhere) return
    void connection.ask(allInboxesQuery, {}).then((result) => {
      // What this query tells.
      if (result.ok) setAll(result.value.value as InboxOverview[])
    })
  }, [connection, everywhere])
  useEffect(again, [again, heard])
  const mine = own.map((inbox) => ({
    ...inbox,
    isPrivate: inbox.ownerId !== null,
    members: store.all(inboxMemberType).filter(({ inboxId }) => inboxId === inbox.id),
    lines: store
      .all(lineType)
      .filter((line) => line.inboxId === inbox.id && !isLetGo(line))
      .map(lineWords),
  }))
  const known = new Set(all?.map(({ id }) => id))
  return { inboxes: [...(all ?? []), ...mine.filter(({ id }) => !known.has(id))], again }
}

/** Runs a command that only the server decides, and says why when it was refused. */
export function useCall(): (name: string, input: object) => Promise<Problem | undefined> {
  const { connection } = useSync()
  const problemText = useProblemText()
  return async (name, input) => {
    const result = await connection.call(name, input)
    if (result.ok) return undefined
    toasts.problem(problemText(result.error))
    return result.error
  }
}

import { useTranslations } from 'use-intl'
import { inboxMemberType, inboxType } from '#features/inbox/inbox.ts'
import { type Member, memberType } from '#features/member/member.ts'
import { useSync } from '#sync/sync.tsx'
import type { Naming } from './naming.ts'

/** Who can be named in a comment of this inbox: those who share it. Read when it is needed, as it is then. */
export function useNamingIn(inboxId: string | undefined): () => Naming {
  const t = useTranslations('comment')
  const { store, connection } = useSync()
  return () => {
    const me = connection.me()?.memberId
    const here = new Set(
      store.all(inboxMemberType).flatMap((place) => (place.inboxId === inboxId ? place.memberId : [])),
    )
    const everybody = { memberId: null, name: t('team'), hint: t('teamHint') }
    return {
      ...namingOf(store.all(memberType), { me, isHere: (id) => here.has(id), everybody }),
      place: store.get(inboxType, inboxId ?? '')?.name ?? '',
    }
  }
}

/** Two of one name are told apart by their addresses; who is no longer a member is not named any more. */
export function namingOf(
  members: readonly Member[],
  about: {
    me: string | undefined
    isHere(memberId: string): boolean
    everybody: Naming['people'][number]
  },
): Pick<Naming, 'people' | 'outsiders'> {
  const { me, isHere, everybody } = about
  const current = members.filter(({ removedAt }) => removedAt === null)
  const names = Map.groupBy(current, ({ name }) => name.toLowerCase())
  const all = current
    .map(({ id, name, email }) => ({
      memberId: id,
      name: (names.get(name.toLowerCase())?.length ?? 0) > 1 ? `${name} (${email})` : name,
      hint: email,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
  return {
    people: [...all.filter(({ memberId }) => isHere(memberId) && memberId !== me), everybody],
    outsiders: all.filter(({ memberId }) => !isHere(memberId)),
  }
}

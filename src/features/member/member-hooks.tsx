import { useRow, useSync } from '#sync/sync.tsx'
import { type Member, memberType } from './member.ts'

/** Who is signed in; undefined until the server has said it. */
export function useMe(): Member | undefined {
  return useRow(memberType, useMyId())
}

export function useMyId(): string | undefined {
  return useSync().connection.me()?.memberId
}

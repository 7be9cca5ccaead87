import type { ChatHit } from '#features/team/team.api.ts'
import type { Hit, Person } from './search.api.ts'

/** What was found in one conversation, newest first. */
export type Group = { conversationId: string; hits: Hit[] }

/** Hits by their conversations, in the order of the newest of each. */
export function grouped(hits: readonly Hit[]): Group[] {
  const groups = new Map<string, Hit[]>()
  for (const hit of hits) {
    const known = groups.get(hit.conversationId)
    if (known) known.push(hit)
    else groups.set(hit.conversationId, [hit])
  }
  return [...groups].map(([conversationId, hits]) => ({ conversationId, hits }))
}

/** Something in the results that can be opened: whom one talks to, or what was said, also in a chat of the team's. */
export type Choice =
  | { id: string; conversationId: string; seq: number | null }
  | Pick<ChatHit, 'id' | 'chatId' | 'seq'>

/** Every choice, in the order in which they stand on the page. */
export function choicesOf(found: { people: Person[]; chats: ChatHit[]; hits: Hit[] } | undefined): Choice[] {
  if (!found) return []
  const people = found.people.map(({ id }) => ({ id, conversationId: id, seq: null }))
  return [...people, ...found.chats, ...grouped(found.hits).flatMap(({ hits }) => hits)]
}

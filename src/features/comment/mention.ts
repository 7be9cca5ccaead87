import type { output } from 'zod/mini'
import type { mentionSchema } from './note-fields.ts'

export type Mention = output<typeof mentionSchema>

/** Who is named: each once, and whether everybody is. */
export type Mentioned = { mentioned: string[]; team: boolean }

export function mentionedIn(mentions: readonly Mention[]): Mentioned {
  const mentioned = [...new Set(mentions.flatMap(({ memberId }) => memberId ?? []))]
  return { mentioned, team: mentions.some(({ memberId }) => memberId === null) }
}

/** Who is named now and was not before. */
export function newlyMentioned(before: readonly Mention[], after: readonly Mention[]): Mentioned {
  const known = mentionedIn(before)
  const { mentioned, team } = mentionedIn(after)
  return { mentioned: mentioned.filter((id) => !known.mentioned.includes(id)), team: team && !known.team }
}

/** Whether each stands on an @ of this text, one after the other. */
export function fit(mentions: readonly Mention[], text: string): boolean {
  return mentions.every(({ from, to }, index) => {
    const free = mentions[index - 1]?.to ?? 0
    return from >= free && to > from + 1 && to <= text.length && text[from] === '@'
  })
}

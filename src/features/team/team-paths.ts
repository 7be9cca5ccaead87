import { fromPublicId, publicId } from '#kit/id.ts'

/** Where the team's chats are, or one of them beside the others. */
export type TeamPlace = { chatId?: string | undefined }

export function pathOfTeam({ chatId }: TeamPlace = {}): string {
  return chatId === undefined ? '/team' : `/team/${publicId('CH', chatId)}`
}

/** Undefined for a path that leads to no chat. */
export function readTeamPath(path: string): TeamPlace | undefined {
  const [, root, chat, ...rest] = path.split('/')
  if (root !== 'team' || rest.length > 0) return undefined
  if (chat === undefined || chat === '') return {}
  const chatId = fromPublicId('CH', chat)
  return chatId === undefined ? undefined : { chatId }
}

/** Under which name the comment that is being written in a conversation is kept. */
export function draftOf(conversationId: string): string {
  return `${conversationId}.comment`
}

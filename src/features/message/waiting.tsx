import { useUnsent } from '#sync/sync.tsx'
import { sendCommand } from './message.api.ts'
import type { Message } from './message.ts'

/** The command that sends this message, as long as it has not left this browser. */
export function useUnsentId({ id, status }: Message): string | undefined {
  return useUnsent(
    // A command of this name has its input.
    ({ name, input }) =>
      status === 'queued' && name === sendCommand.name && (input as { messageId: string }).messageId === id,
  )
}

import { optedOutIn } from '#features/consent/consent.server.ts'
import { keepThread, openPlaces, type Place } from '#features/conversation/place.server.ts'
import { type Providers, type ReachableLine, reachableLines } from '#features/line/line.server.ts'
import type { ReplyLock } from '#features/presence/reply-lock.server.ts'
import { displayPhone, parsePhone } from '#kit/phone.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import type { ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Write } from '#sync/write.server.ts'
import { sendLater } from './carriage.server.ts'
import { startInput } from './message.api.ts'
import { messageTable } from './message.server.ts'
import { compose, type Draft, type Message, NEVER_TRIED } from './message.ts'

/** A first text from the browser. Answers the conversation's id, which only the server knows. */
export function startCommand(providers: Providers, lock: ReplyLock): ServedCommand {
  return {
    name: 'conversation.start',
    async handle(write, raw, reach) {
      const input = startInput.safeParse(raw)
      if (!input.success)
        return refuse('invalid-input', { field: input.error.issues[0]?.path.join('.') ?? '' })
      const { lineId, to, ...draft } = input.data
      const [line] = await reachableLines(write, reach, [lineId])
      const number = parsePhone(to)
      if (!line) return refuse('not-found')
      if (line.disconnectedAt !== null) return refuse('line-disconnected')
      if (number === undefined) return refuse('invalid-number')
      const sent = await sendTo(write, reach, providers, { line, participants: [number] }, draft, lock)
      return sent.ok ? ok({ conversationId: sent.value.conversationId }) : sent
    },
  }
}

/** One text into the conversation at this place, which begins with it when there is none. Programs know no `lock`. */
export async function sendTo(
  write: Write,
  reach: Reach,
  providers: Providers,
  place: Place & { line: ReachableLine },
  draft: Draft,
  lock?: ReplyLock,
): Promise<Result<Message>> {
  if (draft.text.trim() === '') return refuse('empty-message')
  if (!canAddress(providers, place)) return refuse('no-group')
  const open = await openPlaces(write, [place])
  const thread = open(place)
  const { conversation, message, event } = compose(thread.now, draft, write)
  // It may have been moved to an inbox that this line's people do not see.
  if (!reach.inboxIds.has(conversation.inboxId)) return refuse('not-found')
  const number = await optedOutIn(write, thread)
  if (number !== undefined)
    return refuse('opted-out', { name: displayPhone(number, place.line.address), number })
  const locked = await lock?.(write, reach, conversation.id)
  if (locked) return fail(locked)
  keepThread(write, thread, conversation)
  write.save(messageTable, undefined, { ...NEVER_TRIED, ...message }, [conversation.inboxId])
  write.event(event)
  sendLater(write, message.id)
  return ok(message)
}

function canAddress(providers: Providers, { line, participants }: Place & { line: ReachableLine }): boolean {
  const group = providers.get(line.provider)?.capabilities.group
  return participants.length === 1 || (group != null && participants.length <= group.maxRecipients)
}

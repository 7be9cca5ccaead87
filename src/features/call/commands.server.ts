import type { Providers } from '#features/line/line.server.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type ServedCommand, served } from '#sync/command.server.ts'
import { loadRows, type Table } from '#sync/table.server.ts'
import { deleteAudioCommand, keepAsLong } from './audio.server.ts'
import { answerCommand, type CallCommand, callCommands, configureCallingCommand } from './call.api.ts'
import { callTable } from './call.server.ts'
import type { Call } from './call.ts'
import { askCommand, holdAll, otherTalks, placeCommand } from './outgoing.server.ts'
import { configureScribeCommand } from './scribe-servers.server.ts'
import { stepOn } from './step.server.ts'

/** `home`: the process that carries what is placed here. `key` seals what is secret. */
export function servedCallCommands(
  tables: Table[],
  providers: Providers,
  home: number,
  key: Buffer,
): ServedCommand[] {
  return [
    // Each is only ever given what its own input has parsed.
    ...(callCommands as unknown as CallCommand[]).map(stepCommand),
    served(tables, configureCallingCommand, keepAsLong),
    placeCommand(providers, home),
    askCommand,
    deleteAudioCommand,
    configureScribeCommand(key),
  ]
}

// A member who was asked to a call may take its steps, and what follows for its conversation is done, unseen by them.
function stepCommand({ name, input, take }: CallCommand): ServedCommand {
  return {
    name,
    async handle(write, raw, reach) {
      const parsed = input.safeParse(raw)
      if (!parsed.success)
        return refuse('invalid-input', { field: parsed.error.issues[0]?.path.join('.') ?? '' })
      const { callId } = parsed.data
      const memberId = write.actor.id
      const answers = name === answerCommand.name
      // Others ring until this is done: what can be asked at once is.
      const [[seen], others] = await Promise.all([
        loadRows(write, callTable, [callId], reach),
        answers ? otherTalks(write, callId) : [],
      ])
      if (!seen || memberId === null) return refuse('not-found')
      let result: Result<Call> = refuse('not-found')
      await stepOn(write, seen, (call, now) => {
        result = take(call, parsed.data, memberId, now)
        return result.ok ? result.value : call
      })
      if (result.ok) await holdAll(write, others)
      return result.ok ? ok(null) : result
    },
  }
}

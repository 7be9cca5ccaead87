import { createHash } from 'node:crypto'
import { readWorkspace } from '#db/db.ts'
import { type Providers, reachableLines } from '#features/line/line.server.ts'
import { reachOf } from '#features/member/member.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { fail, ok, type Result, refuse } from '#kit/result.ts'
import { runCommand, type ServedCommand } from '#sync/command.server.ts'
import type { Reach } from '#sync/synced.ts'
import type { Write } from '#sync/write.server.ts'
import { type Call, type Endpoint, endpoint } from '#v1/endpoint.server.ts'
import type { Refusal } from '#v1/refusal.ts'
import { findMessage } from './message.v1.server.ts'
import { asTaken, type MessageToSend, messageToSend } from './message.v1.ts'
import { sendTo } from './start.server.ts'

/** `POST /v1/messages` */
export function sendMessage(providers: Providers): Endpoint {
  return endpoint(
    {
      method: 'POST',
      url: '/messages',
      resource: 'messages',
      scope: 'messages:write',
      status: 202,
      from: 'body',
      input: messageToSend,
    },
    (call) => sendOnce(providers, call),
  )
}

const LONGEST_KEY = 255

// With an Idempotency-Key the command's id follows from it: the same request again finds the first one's answer.
async function sendOnce(providers: Providers, call: Call<MessageToSend>): Promise<Result<object, Refusal>> {
  const { core, caller, idempotencyKey = uuidv7() } = call
  if (idempotencyKey.length > LONGEST_KEY) return fail(KEY_TOO_LONG)
  const fingerprint = sha256(JSON.stringify(call.input))
  const done = await runSend(providers, call, commandId(caller.keyId, idempotencyKey), fingerprint)
  if (!done.ok) return fail(done.error)
  if (done.value.fingerprint !== fingerprint) return refuse('idempotency-key-reused')
  const { messageId } = done.value
  const { reach } = caller
  const message = await readWorkspace(core.db, reach.workspaceId, (tx) => findMessage(tx, reach, messageId))
  return message ? ok({ data: asTaken(message) }) : refuse('not-found')
}

const KEY_TOO_LONG: Refusal = {
  code: 'invalid-input',
  fields: [
    {
      path: '/Idempotency-Key',
      message: `Expected string length less or equal to ${LONGEST_KEY}`,
      schema: { type: 'string' },
    },
  ],
}

async function runSend(
  providers: Providers,
  { core, registry, caller, input }: Call<MessageToSend>,
  id: string,
  fingerprint: string,
): Promise<Result<Sent>> {
  const command = sendCommand(providers, input, fingerprint)
  const only = { ...registry, commands: new Map([[command.name, command]]) }
  const call = { id, name: command.name, input }
  const done = await runCommand(core, only, caller.reach.workspaceId, caller.actor, call)
  // What a command of this name answers, now or at its first time.
  return done.ok ? ok(done.value.value as Sent) : done
}

type Sent = { messageId: string; fingerprint: string }

function sendCommand(providers: Providers, message: MessageToSend, fingerprint: string): ServedCommand {
  return {
    name: 'v1.message.send',
    async handle(write, _input, reach) {
      const sent = await send(write, reach, providers, message)
      return sent.ok ? ok({ messageId: sent.value, fingerprint } satisfies Sent) : sent
    },
  }
}

async function send(
  write: Write,
  reach: Reach,
  providers: Providers,
  { content, from, to, userId, setInboxStatus }: MessageToSend,
): Promise<Result<string>> {
  const [line] = await reachableLines(write, reach, [from])
  const author = userId === undefined ? reach : await reachOf(write, userId)
  const [first, ...others] = to
  if (!line || !author?.inboxIds.has(line.inboxId) || !first) return refuse('not-phone-number-user')
  if (line.disconnectedAt !== null) return refuse('line-disconnected')
  const messageId = uuidv7()
  const thenDone = setInboxStatus === 'done'
  const draft = { messageId, text: content, thenDone, authorId: author.memberId }
  const sent = await sendTo(write, reach, providers, { line, participants: [first, ...others] }, draft)
  return sent.ok ? ok(messageId) : sent
}

function commandId(keyId: string, idempotencyKey: string): string {
  return sha256(`${keyId} ${idempotencyKey}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

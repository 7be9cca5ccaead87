import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BlobStore } from '#db/blob.ts'
import { type AudioKind, fileName } from '#features/call/carried.server.ts'
import { takeCall } from '#features/call/incoming.server.ts'
import { CUSTOMER, SYSTEM, stepCall } from '#features/call/step.server.ts'
import { answer, ended } from '#features/call/steps.ts'
import { keepAudio } from '#features/call/tape.server.ts'
import type { ConnectedLine } from '#features/line/line.server.ts'
import { uuidv7 } from '#kit/id.ts'
import { write } from '#sync/write.server.ts'
import { RATE, wavHeader } from '#voice/wav.ts'
import { DORA, type World } from '../world.ts'

/** A customer's call that is over, and what was kept of it: of a voicemail, nobody had answered. Answers its id. */
export async function leaveCall(
  { core, workspaceId, ada }: World,
  blobs: BlobStore,
  folder: string,
  { line, kind, from = DORA }: { line: ConnectedLine; kind: AudioKind; from?: string },
): Promise<string> {
  const [callId, legId] = [uuidv7(), uuidv7()]
  const name = { workspaceId, callId }
  const offered = { type: 'call-offered', providerCallId: uuidv7(), to: line.address, from } as const
  await write(core, workspaceId, CUSTOMER, (write) =>
    takeCall(write, { line, event: { ...offered, offer: null, at: null }, callId, legId, home: 1 }),
  )
  if (kind === 'recording')
    await stepCall(core, name, SYSTEM, (call, now) => {
      const taken = answer(call, ada, 'a tab of Ada', now)
      return taken.ok ? taken.value : call
    })
  await stepCall(core, name, CUSTOMER, (call, now) => ended(call, legId, 'hung-up', now))
  mkdirSync(folder, { recursive: true })
  const file = join(folder, fileName(name, kind))
  // Each of a length of its own, so that no two are the same file.
  const samples = Int16Array.from({ length: 2 * RATE + 2 * lengths++ }, (_, at) => 9_000 * Math.sin(at / 4))
  writeFileSync(file, Buffer.concat([wavHeader(1, samples.byteLength), Buffer.from(samples.buffer)]))
  await keepAudio({ core, blobs }, file)
  return callId
}

let lengths = 0

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '#db/blob.ts'
import { callTable, callWordsTable } from '#features/call/call.server.ts'
import { hold, measureSound } from '#features/call/tape.server.ts'
import type { Write } from '#sync/write.server.ts'
import { type DemoSound, SOUNDS } from './demo-sounds.ts'
import type { Story } from './demo-story.ts'

const FOLDER = join(import.meta.dirname, 'sounds')

/** What was recorded, in the store of files. */
export async function keepSounds(write: Write, blobs: BlobStore): Promise<Record<string, DemoSound>> {
  const sounds = await Promise.all(
    Object.entries(SOUNDS).map(async ([name, words]) => {
      const file = join(FOLDER, `${name}.wav`)
      const bytes = await readFile(file)
      const [measured, sha256] = await Promise.all([measureSound(file), blobs.put(write.workspaceId, bytes)])
      if (!measured) throw new Error(`${file} is no recording`)
      return [name, { ...words, ...measured, sha256, bytes: bytes.byteLength, keepUntil: null }] as const
    }),
  )
  return Object.fromEntries(sounds)
}

export function keepCalls(write: Write, calls: Story['calls']): void {
  for (const { call, words, sound, inboxId } of calls) {
    const said = { transcript: words ? 'done' : 'off', summary: words?.summary ? 'done' : 'off' } as const
    const stored = { ...call, ...said, providerCallId: null, carried: {}, home: null }
    write.save(callTable, undefined, stored, [inboxId])
    if (words) write.save(callWordsTable, undefined, words, [])
    if (sound) hold(write, { callId: call.id, kind: call.voicemail ? 'voicemail' : 'recording', ...sound })
  }
}

import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BlobStore } from '#db/blob.ts'
import type { Calling } from './calling.ts'

const PROMPTS = join(import.meta.dirname, 'prompts')

/** What everybody hears before a call is recorded. */
export function disclosure({ greetingLanguage }: Calling): string {
  return join(PROMPTS, `recorded-${greetingLanguage}.wav`)
}

/** What a caller hears before the beep: the inbox's own greeting, or the built-in one. `copy`: where it is put to be played. */
export async function greeting(
  { greetingLanguage, greetingSha256 }: Calling,
  workspaceId: string,
  blobs: BlobStore,
  copy: string,
): Promise<string> {
  const builtIn = join(PROMPTS, `greeting-${greetingLanguage}.wav`)
  if (greetingSha256 === null) return builtIn
  const bytes = await blobs.read(workspaceId, greetingSha256)
  if (!bytes) return builtIn
  await pipeline(bytes, createWriteStream(copy))
  return copy
}

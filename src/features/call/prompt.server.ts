import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BlobStore } from '#db/blob.ts'
import type { Calling } from './calling.ts'

const PROMPTS = join(import.meta.dirname, 'prompts')

/** What everybody hears before a call is recorded. */
export function disclosure({ greetingLanguage }: Calling): string {
  return join(PROMPTS, `recorded-${greetingLanguage}.wav`)
}

/** What a caller hears before the beep: the inbox's own greeting, or the built-in one. `folder`: for a copy to play. */
export async function greeting(
  { greetingLanguage, greetingSha256 }: Calling,
  workspaceId: string,
  blobs: BlobStore,
  folder: string,
): Promise<string> {
  const builtIn = join(PROMPTS, `greeting-${greetingLanguage}.wav`)
  if (greetingSha256 === null) return builtIn
  const copy = join(folder, `greeting.${greetingSha256}.wav`)
  if (existsSync(copy)) return copy
  const bytes = await blobs.read(workspaceId, greetingSha256)
  if (!bytes) return builtIn
  await pipeline(bytes, createWriteStream(copy))
  return copy
}

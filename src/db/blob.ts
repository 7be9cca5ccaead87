import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** Bytes by their content, each workspace's apart. The same bytes are kept once. */
export type BlobStore = {
  /** On disk for good when it resolves. Answers the bytes' SHA-256 in hex. */
  put(workspaceId: string, bytes: Uint8Array): Promise<string>
  /** The bytes from `start` to `end` (both inside), or undefined when there are none of this name. */
  read(
    workspaceId: string,
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<Readable | undefined>
  /** Nothing happens when there are none of this name. */
  remove(workspaceId: string, sha256: string): Promise<void>
}

export function diskBlobs(folder: string): BlobStore {
  const pathOf = (workspaceId: string, sha256: string) =>
    join(folder, workspaceId, sha256.slice(0, 2), sha256)
  return {
    async put(workspaceId, bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const path = pathOf(workspaceId, sha256)
      if (await exists(path)) return sha256
      await mkdir(join(path, '..'), { recursive: true })
      const draft = `${path}.${randomBytes(6).toString('hex')}`
      try {
        await writeDurably(draft, bytes)
        await rename(draft, path)
      } finally {
        await rm(draft, { force: true })
      }
      return sha256
    },
    async read(workspaceId, sha256, range) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined
      const path = pathOf(workspaceId, sha256)
      return (await exists(path)) ? createReadStream(path, range) : undefined
    },
    async remove(workspaceId, sha256) {
      await rm(pathOf(workspaceId, sha256), { force: true })
    },
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

import { createHash } from 'node:crypto'
import { ok, type Result, refuse } from '#kit/result.ts'
import { type ArchiveEntry, bytesOf, readArchive } from './archive.ts'
import {
  FORMAT,
  MANIFEST,
  MANIFEST_SUM,
  type Manifest,
  manifestSchema,
  mediaOfEntry,
  SECRET,
} from './manifest.ts'

export type Verified = { manifest: Manifest; secret: string }

/**
 * Reads a whole backup and holds it against its checksums. Nothing has been written when this refuses:
 * `backup-unreadable`, `backup-damaged` (with the file's name), `backup-incomplete`, `backup-newer-format`.
 */
export async function verifyBackup(path: string): Promise<Result<Verified>> {
  const seen: Seen = { entries: new Map(), media: { files: 0, bytes: 0 }, kept: new Map() }
  try {
    for await (const entry of readArchive(path)) {
      const damaged = await look(entry, seen)
      if (damaged) return refuse('backup-damaged', { entry: entry.name })
    }
  } catch (error) {
    return refuse('backup-unreadable', { reason: error instanceof Error ? error.message : String(error) })
  }
  return judge(seen)
}

type Seen = {
  entries: Map<string, { bytes: number; sha256: string }>
  media: { files: number; bytes: number }
  kept: Map<string, Buffer>
}

const KEPT = [MANIFEST, MANIFEST_SUM, SECRET]

// Says whether the file is known to be another one than it was.
async function look(entry: ArchiveEntry, { entries, media, kept }: Seen): Promise<boolean> {
  const hash = createHash('sha256')
  if (KEPT.includes(entry.name)) {
    const bytes = await bytesOf(entry)
    kept.set(entry.name, bytes)
    hash.update(bytes)
  } else for await (const chunk of entry.chunks()) hash.update(chunk)
  const sha256 = hash.digest('hex')
  const file = mediaOfEntry(entry.name)
  if (!file) entries.set(entry.name, { bytes: entry.size, sha256 })
  else {
    media.files++
    media.bytes += entry.size
  }
  return file !== undefined && file.sha256 !== sha256
}

function judge({ entries, media, kept }: Seen): Result<Verified> {
  const sum = kept.get(MANIFEST_SUM)?.toString()
  if (sum === undefined || sum !== entries.get(MANIFEST)?.sha256) return refuse('backup-incomplete')
  const parsed = manifestSchema.safeParse(JSON.parse(kept.get(MANIFEST)?.toString() ?? ''))
  if (!parsed.success) return refuse('backup-unreadable', { reason: 'its manifest is not one of ours' })
  const manifest = parsed.data
  if (manifest.format > FORMAT) return refuse('backup-newer-format', { format: manifest.format })
  for (const { name, bytes, sha256 } of manifest.entries) {
    const found = entries.get(name)
    if (found?.bytes !== bytes || found.sha256 !== sha256) return refuse('backup-damaged', { entry: name })
  }
  const whole =
    entries.size === manifest.entries.length + 2 &&
    media.files === manifest.media.files &&
    media.bytes === manifest.media.bytes
  return whole ? ok({ manifest, secret: kept.get(SECRET)?.toString() ?? '' }) : refuse('backup-incomplete')
}

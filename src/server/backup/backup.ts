import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { BlobStore } from '#db/blob.ts'
import type { Database } from '#db/db.ts'
import { readRows, storedTables } from '#db/tables.ts'
import { instant } from '#kit/time.ts'
import { type ArchiveWriter, writeArchive } from './archive.ts'
import { FORMAT, MANIFEST, MANIFEST_SUM, type Manifest, mediaEntry, SECRET, tableEntry } from './manifest.ts'

export type BackedUp = {
  file: string
  bytes: number
  takenAt: string
  rows: number
  media: Manifest['media']
}

const PIECE_BYTES = 1_000_000

/**
 * Writes everything that an installation is into one file: all rows as they were at one moment, the media that they
 * speak of, and the secret that opens what is sealed. Memory stays the same however much there is.
 */
export async function backup(
  { db, secret }: { db: Database; secret: string },
  blobs: BlobStore,
  file: string,
): Promise<BackedUp> {
  const archive = await writeArchive(file)
  const client = await db.owner.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query("set local timezone to 'UTC'")
    const manifest = await fill(archive, client, blobs, secret)
    await client.query('commit')
    const bytes = await archive.finish()
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return { file, bytes, takenAt: manifest.takenAt, rows, media: manifest.media }
  } catch (error) {
    await archive.abandon()
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function fill(
  archive: ArchiveWriter,
  client: pg.ClientBase,
  blobs: BlobStore,
  secret: string,
): Promise<Manifest> {
  const migrations = await client.query<{ name: string }>('select name from schema_migration order by name')
  const manifest: Manifest = {
    product: 'centralita',
    format: FORMAT,
    takenAt: instant(),
    migrations: migrations.rows.map(({ name }) => name),
    tables: [],
    entries: [],
    media: { files: 0, bytes: 0, missing: 0 },
  }
  await add(archive, manifest, SECRET, Buffer.from(secret))
  await addTables(archive, client, manifest)
  await addMedia(archive, client, blobs, manifest)
  const text = Buffer.from(JSON.stringify(manifest, null, 1))
  await archive.add(MANIFEST, text)
  await archive.add(MANIFEST_SUM, Buffer.from(sha256(text)))
  return manifest
}

async function addTables(archive: ArchiveWriter, client: pg.ClientBase, manifest: Manifest): Promise<void> {
  for (const table of await storedTables(client)) {
    const entry = { name: table.name, rows: 0 }
    let part = 0
    for await (const { lines, rows } of readRows(client, table, PIECE_BYTES)) {
      entry.rows += rows
      await add(archive, manifest, tableEntry(table.name, part++), Buffer.from(lines))
    }
    manifest.tables.push(entry)
  }
}

const FILES_AT_ONCE = 500

// A file is there before the row that names it is committed, and never changes: the snapshot's rows find theirs.
async function addMedia(
  archive: ArchiveWriter,
  client: pg.ClientBase,
  blobs: BlobStore,
  { media }: Manifest,
): Promise<void> {
  await client.query(
    'declare files no scroll cursor for select workspace_id as "workspaceId", sha256, bytes::float8 as bytes from blob',
  )
  for (;;) {
    const { rows } = await client.query<{ workspaceId: string; sha256: string; bytes: number }>(
      `fetch ${FILES_AT_ONCE} from files`,
    )
    if (rows.length === 0) break
    for (const { workspaceId, sha256, bytes } of rows) {
      const stream = await blobs.read(workspaceId, sha256)
      if (stream) {
        await archive.addStream(mediaEntry(workspaceId, sha256), bytes, stream)
        media.files++
        media.bytes += bytes
      } else media.missing++
    }
  }
}

async function add(
  archive: ArchiveWriter,
  { entries }: Manifest,
  name: string,
  bytes: Buffer,
): Promise<void> {
  entries.push({ name, bytes: bytes.byteLength, sha256: sha256(bytes) })
  await archive.add(name, bytes)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

import { fileTypeFromBuffer } from 'file-type'
import type { BlobStore } from '#db/blob.ts'
import type { Transaction } from '#db/db.ts'
import { sql } from '#db/sql.ts'
import { ok, type Result, refuse } from '#kit/result.ts'
import type { Write } from '#sync/write.server.ts'
import { PICTURE_TYPES } from './picture.ts'

const SIDE_PIXELS = 256
const MOST_PIXELS = 60_000_000
const QUALITY = 82
const WITHIN_SECONDS = 10
const TYPE = 'image/webp'

/** A small square of what somebody sends, without where and when it was taken. Problem: `not-a-picture`. */
export async function smallPicture(bytes: Uint8Array): Promise<Result<Uint8Array>> {
  const type = (await fileTypeFromBuffer(bytes))?.mime
  if (!PICTURE_TYPES.some((known) => known === type)) return refuse('not-a-picture')
  const { default: sharp } = await import('sharp')
  try {
    const small = sharp(bytes, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .resize(SIDE_PIXELS, SIDE_PIXELS, { fit: 'cover' })
      .webp({ quality: QUALITY })
      .timeout({ seconds: WITHIN_SECONDS })
    return ok(await small.toBuffer())
  } catch {
    // It begins like one and is none, or is larger than anybody’s camera makes them.
    return refuse('not-a-picture')
  }
}

/** Keeps a small picture. Answers its name, which somebody's row is to take in the same transaction. */
export async function keepPicture(write: Write, blobs: BlobStore, bytes: Uint8Array): Promise<string> {
  const sha256 = await blobs.put(write.workspaceId, bytes)
  await write.rows(
    sql`insert into blob (workspace_id, sha256, type, bytes, created_at)
      values (${write.workspaceId}, ${sha256}, ${TYPE}, ${bytes.byteLength}, ${write.now}) on conflict do nothing`,
  )
  return sha256
}

/** A picture that somebody in the workspace, or the workspace itself, shows now. */
export function findPicture(
  tx: Transaction,
  sha256: string,
): Promise<{ type: string; bytes: number } | undefined> {
  return tx.one(
    sql<{ type: string; bytes: number }>`select type, bytes::float8 as bytes from blob b
      where workspace_id = ${tx.workspaceId} and sha256 = ${sha256} and (
        exists (select from member m where m.workspace_id = b.workspace_id and m.picture = b.sha256)
        or exists (select from workspace w where w.workspace_id = b.workspace_id and w.picture = b.sha256))`,
  )
}

type Pictured = { picture: string | null }

/** Lets go of the pictures that others have taken the place of. */
export async function forgetPictures(
  write: Write,
  changes: { before: Pictured | undefined; after: Pictured | undefined }[],
): Promise<void> {
  const sha256s = changes.flatMap(({ before, after }) =>
    before?.picture && before.picture !== after?.picture ? before.picture : [],
  )
  if (sha256s.length > 0) write.job('media.collect', { sha256s })
}

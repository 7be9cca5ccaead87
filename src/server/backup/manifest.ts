import * as z from 'zod'

export const FORMAT = 1
export const MANIFEST = 'manifest.json'
export const MANIFEST_SUM = 'manifest.sha256'
export const SECRET = 'installation/app.secret'

/** What a backup holds. It is the archive's last word, because only then everything is known. */
export const manifestSchema = z.object({
  product: z.literal('centralita'),
  format: z.number(),
  /** The moment of the snapshot. */
  takenAt: z.iso.datetime(),
  /** The schema that the rows are of, by the names of its migrations. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), rows: z.number() })),
  /** Every file but those of media, whose name is their own checksum. */
  entries: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  media: z.object({ files: z.number(), bytes: z.number(), missing: z.number() }),
})

export type Manifest = z.output<typeof manifestSchema>

export function tableEntry(table: string, part: number): string {
  return `tables/${table}/${String(part).padStart(6, '0')}.jsonl`
}

export function tableOfEntry(name: string): string | undefined {
  return /^tables\/([^/]+)\/\d+\.jsonl$/.exec(name)?.[1]
}

export function mediaEntry(workspaceId: string, sha256: string): string {
  return `media/${workspaceId}/${sha256}`
}

export function mediaOfEntry(name: string): { workspaceId: string; sha256: string } | undefined {
  const [, workspaceId, sha256] = /^media\/([0-9a-f-]{36})\/([0-9a-f]{64})$/.exec(name) ?? []
  return workspaceId && sha256 ? { workspaceId, sha256 } : undefined
}

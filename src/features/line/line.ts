import * as z from 'zod/mini'
import { syncedType } from '#sync/synced.ts'

/** An address that the workspace owns, and the inbox in which its conversations begin. */
export const lineType = syncedType(
  'line',
  z.object({
    id: z.string(),
    inboxId: z.string(),
    address: z.string(),
    display: z.string(),
    /** What tells it from the other numbers of its inbox; null: its number does. */
    name: z.nullable(z.string()),
    /** Who connected it. */
    installedBy: z.nullable(z.string()),
    /** Since when nothing is sent and received on it any more. What was said stays. */
    disconnectedAt: z.nullable(z.iso.datetime()),
  }),
  { audience: (line) => line.inboxId },
)

export type Line = z.output<typeof lineType.row>

/** How it is called where it is chosen or named. */
export function lineWords({ name, display }: Pick<Line, 'name' | 'display'>): string {
  return name === null ? display : `${name} · ${display}`
}

/** Whether it is known to be no longer ours to use. */
export function isLetGo(line: Line | undefined): boolean {
  return line !== undefined && line.disconnectedAt !== null
}

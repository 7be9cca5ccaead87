import * as z from 'zod/mini'
import type { SettingField } from '#channel/settings.ts'
import type { Instant } from '#kit/time.ts'

/** A number to be connected: with whom, to which inbox, and what its provider asks for, by the names of its settings. */
export const connectInput = z.object({
  provider: z.string().check(z.maxLength(40)),
  number: z.string().check(z.maxLength(60)),
  inboxId: z.uuid(),
  settings: z.record(z.string().check(z.maxLength(60)), z.string().check(z.maxLength(2_000))),
})

export const LONGEST_LINE_NAME = 40

export type NewConnection = z.output<typeof connectInput>

export const assignLineInput = z.object({ lineId: z.uuid(), inboxId: z.uuid() })

/** Null: it is called by its number. */
export const renameLineInput = z.object({
  lineId: z.uuid(),
  name: z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(LONGEST_LINE_NAME))),
})

/** `confirmed`: whoever does it has typed which number it is. */
export const disconnectLineInput = z.object({ lineId: z.uuid(), confirmed: z.literal(true) })

export type Carries = 'text' | 'media' | 'group' | 'voice'

/** A number of the workspace, as whoever sets numbers up sees it. */
export type ShownLine = {
  id: string
  display: string
  name: string | null
  inboxId: string
  /** Somebody's own: it is shared by them, and moved by nobody. */
  isPrivate: boolean
  provider: string
  carries: Carries[]
  connectedAt: Instant
  disconnectedAt: Instant | null
  /** To the minute. */
  heardAt: Instant | null
  /** How many of its provider's reports were not believed or understood, and wait. */
  quarantined: number
  /** What its provider is to be told. */
  webhookUrl: string
}

/** Who can carry numbers, and what they ask for. */
export type ShownProvider = { name: string; label: string; carries: Carries[]; fields: SettingField[] }

export type Connections = { lines: ShownLine[]; providers: ShownProvider[] }

/** `problem`: why its provider could not be asked for it; null: it answers, or cannot be asked. */
export type Checked = { problem: string | null }

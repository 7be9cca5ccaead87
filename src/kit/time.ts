/** A moment as ISO 8601 in UTC with milliseconds (`2026-11-23T09:41:00.000Z`): as text it sorts by time. */
export type Instant = string

export function instant(milliseconds: number = Date.now()): Instant {
  return new Date(milliseconds).toISOString()
}

export function milliseconds(at: Instant): number {
  return Date.parse(at)
}

import { type Instant, milliseconds } from '#kit/time.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** How long it was from one time to the other, in its largest unit: "3 days". */
export function durationBetween(from: Instant, to: Instant, language: string): string {
  const seconds = Math.max(0, (milliseconds(to) - milliseconds(from)) / 1_000)
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ['minute', 60]
  const count = Math.max(1, Math.floor(seconds / length))
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

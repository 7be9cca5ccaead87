/** A waveform's height in its own units; one unit of length for each peak. */
export const WAVE_HEIGHT = 32

const LEAST = 1.5
const MOST_BARS = 80

/** So many peaks as can be told apart, the loudest of each stretch. */
export function barsOf(peaks: readonly number[], most = MOST_BARS): number[] {
  if (peaks.length <= most) return [...peaks]
  return Array.from({ length: most }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / most)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / most))
    return Math.max(...peaks.slice(from, to))
  })
}

const LEAST_PEAK = 15

/** As high as there is room, so that whoever speaks softly is seen too; silence stays silence. */
export function raised(bars: readonly number[]): number[] {
  const highest = Math.max(LEAST_PEAK, ...bars)
  return bars.map((peak) => (100 * peak) / highest)
}

/** One path through all bars: each a line from below the middle to as far above it. Peaks go from 0 to 100. */
export function wavePath(bars: readonly number[]): string {
  const middle = WAVE_HEIGHT / 2
  return bars
    .map((peak, at) => {
      const half = Math.max(LEAST, (Math.min(100, peak) / 100) * middle)
      return `M${at + 0.5} ${round(middle - half)}V${round(middle + half)}`
    })
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

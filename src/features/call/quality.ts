/** How well a voice comes through, in one of three words. */
export type Quality = 'good' | 'fair' | 'poor'

/** Shares from 0 to 1, and milliseconds. `lostBack`: of what we send. */
export type Figures = { lost: number; lostBack: number; jitterMs: number; roundTripMs: number }

const FAIR: Figures = { lost: 0.02, lostBack: 0.02, jitterMs: 30, roundTripMs: 250 }
const POOR: Figures = { lost: 0.06, lostBack: 0.06, jitterMs: 60, roundTripMs: 500 }

/** The worst of its figures says it: a voice that is late is as bad as one with gaps. */
export function qualityOf(figures: Figures): Quality {
  if (exceeds(figures, POOR)) return 'poor'
  return exceeds(figures, FAIR) ? 'fair' : 'good'
}

function exceeds(figures: Figures, limits: Figures): boolean {
  return (
    figures.lost > limits.lost ||
    figures.lostBack > limits.lostBack ||
    figures.jitterMs > limits.jitterMs ||
    figures.roundTripMs > limits.roundTripMs
  )
}

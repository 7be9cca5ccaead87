import { RATE } from './wav.ts'

/**
 * Samples of any rate, brought to 8 kHz a second of sound at a time: whoever asks can do something else in between.
 * What 8 kHz cannot hold is filtered out before, or it would come back as whistling.
 */
export function* resampled(samples: Int16Array, rate: number): Generator<Int16Array> {
  const length = Math.floor((samples.length * RATE) / rate)
  const taps = rate === RATE ? undefined : tapsFor(rate)
  for (let start = 0; start < length; start += RATE) {
    const end = Math.min(start + RATE, length)
    yield taps
      ? Int16Array.from({ length: end - start }, (_, at) =>
          sampleAt(samples, (start + at) * (rate / RATE), taps),
        )
      : samples.subarray(start, end)
  }
}

type Taps = { reach: number; step: number; weights: Float64Array }

/** Zero crossings of the filter on each side, and how finely it is kept between two of them. */
const CROSSINGS = 8
const FINENESS = 64

// A windowed sinc (Hann), wide enough for the lower of the two rates.
function tapsFor(rate: number): Taps {
  const cutoff = Math.min(1, RATE / rate)
  const weights = Float64Array.from({ length: CROSSINGS * FINENESS + 1 }, (_, at) => {
    const x = at / FINENESS
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
    return cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / CROSSINGS))
  })
  return { reach: CROSSINGS / cutoff, step: cutoff * FINENESS, weights }
}

function sampleAt(samples: Int16Array, position: number, { reach, step, weights }: Taps): number {
  let sum = 0
  const last = Math.min(samples.length - 1, Math.floor(position + reach))
  for (let at = Math.max(0, Math.ceil(position - reach)); at <= last; at++) {
    sum += (samples[at] ?? 0) * (weights[Math.round(Math.abs(at - position) * step)] ?? 0)
  }
  return Math.max(-32_768, Math.min(32_767, Math.round(sum)))
}

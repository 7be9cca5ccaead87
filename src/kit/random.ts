/** Chance that can be repeated: the same seed gives the same numbers, from 0 up to but never 1. Not for secrets. */
export type Chance = () => number

export function seededChance(seed: number): Chance {
  let state = seed
  return () => {
    // mulberry32, by Tommy Ettinger (public domain).
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function between(chance: Chance, from: number, to: number): number {
  return from + chance() * (to - from)
}

export function pick<T>(chance: Chance, choices: readonly [T, ...T[]]): T {
  // The index is below the length, and the type says that there is a first.
  return choices[Math.floor(chance() * choices.length)] ?? choices[0]
}

export function shuffled<T>(chance: Chance, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: chance() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

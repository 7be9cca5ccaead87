/** A conversation that a member keeps at the top of their list, and its place there, the least first. */
export type Pin = { id: string; pin: number }

/** The new places when one of these, which are in order, becomes the one at `to`: as few as can be. */
export function movePin(pins: readonly Pin[], id: string, to: number): Pin[] {
  const from = pins.findIndex((one) => one.id === id)
  const moved = pins[from]
  if (!moved || to === from || to < 0 || to >= pins.length) return []
  const others = pins.toSpliced(from, 1)
  const pin = between(others[to - 1]?.pin, others[to]?.pin)
  if (pin !== undefined) return [{ id, pin }]
  return others
    .toSpliced(to, 0, moved)
    .map((one, index) => ({ id: one.id, pin: index }))
    .filter((one) => !pins.some((before) => before.id === one.id && before.pin === one.pin))
}

// Nothing where there is no room: many that were pinned at once have one place.
function between(before: number | undefined, after: number | undefined): number | undefined {
  const pin =
    before === undefined ? (after ?? 0) - 1 : after === undefined ? before + 1 : before + (after - before) / 2
  const fits = (before === undefined || before < pin) && (after === undefined || pin < after)
  return fits ? pin : undefined
}

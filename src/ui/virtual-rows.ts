/** The rows from `first` to before `last`, and the active one wherever it is, in their order. */
export function rowsInView(first: number, last: number, active: number): number[] {
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset)
  if (active < 0 || (active >= first && active < last)) return rows
  return active < first ? [active, ...rows] : [...rows, active]
}

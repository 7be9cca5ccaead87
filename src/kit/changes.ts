/** The fields that are wanted otherwise than they were before. */
export function changesOf<Row extends object>(
  before: Row,
  wanted: { [Field in keyof Row]?: Row[Field] | undefined },
): Partial<Row> {
  const was = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(was.get(field)),
  )
  // Fields of the row, with values of theirs.
  return Object.fromEntries(changed) as Partial<Row>
}

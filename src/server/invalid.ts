import type { $ZodError } from 'zod/v4/core'

/** What is wrong with which field, each by the stable code that its schema gives. */
export function fieldCodes({ issues }: Pick<$ZodError, 'issues'>): Record<string, string> {
  // Of several things wrong with one field, the first.
  return Object.fromEntries(issues.toReversed().map(({ path, message }) => [path.join('.'), message]))
}

const ELEMENT = /^(.+)\[\d*\]$/

/**
 * Query parameters by name. A list comes in any way that clients write one: `a=1&a=2`, `a[]=1&a[]=2`, `a[0]=1&a[1]=2`.
 * A parameter without a value is one that was not given.
 */
export function readQuery(query: Record<string, unknown>): Record<string, string | string[]> {
  const read = new Map<string, string | string[]>()
  for (const [written, given] of Object.entries(query)) {
    const listed = ELEMENT.exec(written)?.[1]
    const name = listed ?? written
    const values = [given].flat().filter((value) => typeof value === 'string' && value !== '')
    const known = read.get(name)
    const all = [...(known === undefined ? [] : [known]), ...values].flat().map(String)
    const [only] = all
    if (only !== undefined) read.set(name, all.length > 1 || listed ? all : only)
  }
  return Object.fromEntries(read)
}

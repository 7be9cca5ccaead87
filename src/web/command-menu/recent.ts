const KEY = 'centralita.recent-commands'
const MOST_KEPT = 5

/** The commands that were chosen last in this browser, the newest first. */
export const recentCommands = {
  get(): string[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
      return Array.isArray(kept) ? kept.map(String) : []
    } catch {
      return []
    }
  },
  add(id: string): void {
    const next = [id, ...this.get().filter((other) => other !== id)].slice(0, MOST_KEPT)
    // A browser may forbid storage: nothing depends on this.
    try {
      localStorage.setItem(KEY, JSON.stringify(next))
    } catch {}
  },
}

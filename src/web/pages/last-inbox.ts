const KEY = 'centralita.inbox'

/** The inbox that this browser showed last. */
export const lastInbox = {
  get: (): string | undefined => localStorage.getItem(KEY) ?? undefined,
  set: (id: string): void => localStorage.setItem(KEY, id),
}

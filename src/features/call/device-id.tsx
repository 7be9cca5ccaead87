import { uuidv7 } from '#kit/id.ts'

const KEY = 'centralita.device'
/** A page that is loaded again gives its name back within this time; a tab that was copied from another never does. */
const GIVEN_BACK_WITHIN_MS = 1_000

let known: Promise<string> | undefined

/** The name of this tab among all places where a member may talk. It survives a reload, and two tabs never share it. */
export function deviceId(): Promise<string> {
  known ??= claim(sessionStorage.getItem(KEY) ?? fresh())
  return known
}

const TALKING = 'centralita.talking'

/** What is loaded first of this tab's next page says that it comes back: src/web/public/before-paint.js. */
export function sayTalking(device: string | undefined): void {
  if (device !== undefined) sessionStorage.setItem(TALKING, device)
  else sessionStorage.removeItem(TALKING)
}

function fresh(): string {
  const id = uuidv7()
  sessionStorage.setItem(KEY, id)
  return id
}

async function claim(id: string): Promise<string> {
  if (!('locks' in navigator)) return id
  return (await isFree(id)) ? id : claim(fresh())
}

// The lock is held as long as the page lives.
function isFree(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(GIVEN_BACK_WITHIN_MS)
    const hold = () => {
      resolve(true)
      return new Promise<void>(() => {})
    }
    navigator.locks.request(`call ${id}`, { signal }, hold).catch(() => resolve(false))
  })
}

const VISIBLE = 'centralita visible'
const TOLD = 'centralita.told'
const MOST_REMEMBERED = 100

/** Says to the other tabs of this browser as long as somebody looks at this one. Answers how to stop. */
export function showAsVisible(): () => void {
  let release: (() => void) | undefined
  const look = () => {
    if (document.hidden) {
      release?.()
      release = undefined
    } else if (!release) {
      const held = new Promise<void>((done) => {
        release = done
      })
      void navigator.locks?.request(VISIBLE, { mode: 'shared' }, () => held)
    }
  }
  look()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    release?.()
  }
}

/** Whether somebody looks at a tab of ours now. */
export async function isSomeTabVisible(): Promise<boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  return !document.hidden || held.some(({ name }) => name === VISIBLE)
}

/** Does it in one tab of this browser, once for each id. */
export async function onceInBrowser(id: string, act: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return act()
  await navigator.locks.request(`centralita tell ${id}`, { ifAvailable: true }, async (lock) => {
    const told = remembered()
    if (!lock || told.includes(id)) return
    localStorage.setItem(TOLD, JSON.stringify([...told, id].slice(-MOST_REMEMBERED)))
    await act()
  })
}

function remembered(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(TOLD) ?? '[]')
    return Array.isArray(kept) ? kept.map(String) : []
  } catch {
    return []
  }
}

import { type ComponentType, createElement, lazy, useState } from 'react'

const loads: (() => Promise<unknown>)[] = []

/** A component whose code comes when it is first shown, or before that when the page has nothing else to do. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let here: ComponentType<Props> | undefined
  const bring = async () => {
    here = await load()
    return here
  }
  loads.push(bring)
  const Later = lazy(() => persistently(bring).then((loaded) => ({ default: loaded })))
  return { Component, bring }

  // What is here already is shown in this frame: to suspend, even for a moment, would cost several.
  function Component(props: Props) {
    const [shown] = useState<ComponentType<Props>>(() => here ?? Later)
    return createElement(shown, props)
  }
}

const IDLE_AFTER_MS = 2_000

/** Brings everything that may be shown later, so that it is there when the server is not. Answers how to stop. */
export function prepareLater(): () => void {
  const timer = setTimeout(() => {
    for (const load of loads) void load().catch(() => {})
  }, IDLE_AFTER_MS)
  return () => clearTimeout(timer)
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

// A server that cannot be reached now is no reason to show a broken page.
async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

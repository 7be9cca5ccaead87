import { type ComponentType, createElement, type ReactNode, useEffect, useState } from 'react'

const loads: (() => Promise<unknown>)[] = []

/** `meanwhile`: what stands there until the code has come. */
export type Later<Props> = Props & { meanwhile?: ReactNode }

/** A component whose code comes when it is first shown, or before that when the page has nothing else to do. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let here: ComponentType<Props> | undefined
  const bring = async () => {
    here = await load()
    return here
  }
  loads.push(bring)
  return { Component, bring }

  // What is here already is shown in this frame, and what comes in the next one: React's own way of waiting holds back
  // for 300 ms what comes soon after something else was waited for.
  function Component({ meanwhile = null, ...props }: Later<Props>) {
    const [shown, show] = useState<ComponentType<Props> | undefined>(() => here)
    useEffect(() => {
      if (shown) return
      let left = false
      void persistently(bring).then((loaded) => left || show(() => loaded))
      return () => {
        left = true
      }
    }, [shown])
    // What is left of the properties are those of the component.
    return shown ? createElement(shown, props as unknown as Props) : meanwhile
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

/** Tries until it comes: a server that cannot be reached now is no reason to show a broken page. */
export async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}

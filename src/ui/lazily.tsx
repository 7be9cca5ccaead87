import { type ComponentType, lazy } from 'react'

/** A component whose code comes when it is first shown, or earlier when somebody is about to need it. */
export function lazily<Props>(load: () => Promise<ComponentType<Props>>) {
  const Component = lazy(() => load().then((loaded) => ({ default: loaded })))
  return { Component, prepare: () => void load() }
}

import { useLayoutEffect } from 'react'
import { usePreference } from '#features/preference/preference-hooks.tsx'
import { shortcuts } from '#ui/Shortcuts.tsx'

/** Keys as the member has chosen them, on each of their devices. Answers how to choose. */
export function useKeymap() {
  const [{ shortcuts: bindings, singleKeys }, prefer] = usePreference()
  useLayoutEffect(() => shortcuts.follow({ bindings, singleKeys }), [bindings, singleKeys])
  return prefer
}

import { preference } from '#ui/preference.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const theme = preference<Theme>('theme', THEMES, 'system')

/** Follows the system unless a theme was chosen. `before-paint.js` does the same before anything is shown. */
export function applyTheme(): void {
  const chosen = theme.get()
  if (chosen === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
}

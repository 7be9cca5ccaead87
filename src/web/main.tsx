import '@fontsource-variable/inter/wght.css'
import '#ui/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepAboveKeyboard } from '#ui/keyboard-inset.ts'
import { App } from './App.tsx'
import { language, loadCatalogue } from './i18n.tsx'
import './install.ts'
import { keepForOffline } from './new-version.ts'
import { refused } from './Refusals.tsx'
import { bringShell } from './Session.tsx'
import { openSync } from './sync.ts'
import { applyTheme, theme } from './theme.ts'
import { currentRoute } from './use-route.tsx'

applyTheme()
theme.subscribe(applyTheme)

// The customers' phones and the links in mails stand outside the workspace: they hold no copy of it.
const outside = ['sandbox', 'mute'].includes(currentRoute().page)
const opening = outside ? undefined : openSync(refused)
// It is here by the time that the server has said who this is.
const shell = opening && bringShell().catch(() => {})
const [catalogue, sync] = await Promise.all([loadCatalogue(language.get()), opening])
if (sync?.connection.me()) await shell

void import('./emoji.ts')
void keepForOffline()
keepAboveKeyboard()

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root')
createRoot(root).render(
  <StrictMode>
    <App catalogue={catalogue} sync={sync} />
  </StrictMode>,
)

import { useEffect, useState } from 'react'
import type { Storage } from '#sync/storage.ts'
import { type Sync, SyncProvider } from '#sync/sync.tsx'
import { lazily, prepareLater } from '#ui/lazily.tsx'
import { listenForShortcuts } from '#ui/Shortcuts.tsx'
import { Toasts } from '#ui/Toasts.tsx'
import { Broken } from './Broken.tsx'
import { type Catalogue, Intl, language, loadCatalogue } from './i18n.tsx'
import { ProblemTexts } from './ProblemTexts.tsx'
import { Refusals } from './Refusals.tsx'
import { Session } from './Session.tsx'
import { useRoute } from './use-route.tsx'

export type OpenSync = Sync & { storage: Storage }

const Sandbox = lazily(() => import('./pages/Sandbox.tsx').then((module) => module.Sandbox))
const Mute = lazily(() => import('./pages/MutePage.tsx').then((module) => module.MutePage))
const Tooltips = lazily(() => import('#ui/TooltipLayer.tsx').then(({ TooltipLayer }) => TooltipLayer))

/** Everything, in the chosen language. Without a `sync` it is the customers' phones, or what a mail leads to. */
export function App({ catalogue: first, sync }: { catalogue: Catalogue; sync: OpenSync | undefined }) {
  const catalogue = useCatalogue(first)
  useEffect(listenForShortcuts, [])
  useEffect(prepareLater, [])
  return (
    <Intl catalogue={catalogue}>
      <Broken>
        <ProblemTexts>
          {sync ? (
            <SyncProvider sync={sync}>
              <Session storage={sync.storage} />
              <Refusals />
            </SyncProvider>
          ) : (
            <Outdoors />
          )}
          <Toasts />
          <Tooltips.Component />
        </ProblemTexts>
      </Broken>
    </Intl>
  )
}

function Outdoors() {
  const opened = useRoute((route) => route)
  return opened.page === 'mute' ? <Mute.Component token={opened.token} /> : <Sandbox.Component />
}

function useCatalogue(first: Catalogue): Catalogue {
  const [catalogue, setCatalogue] = useState(first)
  useEffect(() => language.subscribe(() => void loadCatalogue(language.get()).then(setCatalogue)), [])
  useEffect(() => {
    document.documentElement.lang = catalogue.language
  }, [catalogue])
  return catalogue
}

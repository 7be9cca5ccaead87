import { useCallback, useState, useSyncExternalStore } from 'react'
import { ThreadKindsProvider } from '#features/conversation/thread-kinds.tsx'
import type { Storage } from '#sync/storage.ts'
import { commandMenu } from '#ui/command-menu.ts'
import { lazily } from '#ui/lazily.tsx'
import { useNarrow, usePhone } from '#ui/media.tsx'
import { currentPlace } from '#ui/navigation.tsx'
import { BottomBar } from './BottomBar.tsx'
import { Calls } from './Calls.tsx'
import { ConnectionBar } from './ConnectionBar.tsx'
import { GeneralKeys } from './general-keys.tsx'
import { useKeymap } from './keymap.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { InboxPage } from './pages/InboxPage.tsx'
import { isPassing } from './pages/inbox-keys.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import type { Route } from './routes.ts'
import { Sidebar } from './Sidebar.tsx'
import { SignOut } from './sign-out.tsx'
import { KINDS } from './thread-kinds.tsx'
import { filterOf, useRoute } from './use-route.tsx'

const CommandMenu = lazily(() =>
  import('./command-menu/CommandMenu.tsx').then((module) => module.CommandMenu),
)
const NewMessage = lazily(() => import('./pages/NewMessage.tsx').then((module) => module.NewMessage))
const ShortcutSheet = lazily(() => import('#ui/ShortcutSheet.tsx').then((module) => module.ShortcutSheet))
const Quarantine = lazily(() =>
  import('#features/message/QuarantinePage.tsx').then((module) => module.QuarantinePage),
)
const Settings = lazily(() => import('./settings/SettingsPage.tsx').then((module) => module.SettingsPage))
const Activity = lazily(() => import('./pages/ActivityPage.tsx').then((module) => module.ActivityPage))
const Team = lazily(() => import('./pages/TeamPage.tsx').then((module) => module.TeamPage))
const CallsPage = lazily(() => import('./pages/CallsPage.tsx').then((module) => module.CallsPage))
const Notifier = lazily(() => import('./pages/LaterNotifier.tsx').then((module) => module.LaterNotifier))
const LinkPage = lazily(() => import('#features/conversation/LinkPage.tsx').then((module) => module.LinkPage))
const Offer = lazily(() => import('./Offer.tsx').then((module) => module.Offer))
const Quarantined = lazily(() =>
  import('#features/message/QuarantineBanner.tsx').then((module) => module.QuarantineBanner),
)
const Search = lazily(() => import('#features/search/SearchPage.tsx').then((module) => module.SearchPage))

type Opened = 'message' | 'shortcuts'

/** The workspace around its pages: where one is, what is connected, and what opens over any page. */
export function Shell({ storage }: { storage: Storage }) {
  const [opened, open] = useState<Opened | undefined>(asked)
  const prefer = useKeymap()
  const phone = usePhone()
  const rail = useNarrow()
  const inboxId = useRoute((route) => filterOf(route)?.inboxId ?? undefined)
  const inThread = useRoute((route) => threadOf(route) !== undefined)
  const newMessage = useCallback(() => open('message'), [])

  return (
    <SignOut value={storage}>
      <GeneralKeys onNewMessage={newMessage} onShortcuts={() => open('shortcuts')} />
      <div className="flex h-full flex-col">
        <header>
          <ConnectionBar />
          <Quarantined.Component />
          <Offer.Component />
        </header>
        <div className="flex min-h-0 flex-1">
          {!phone && (
            <div className="flex h-full flex-col">
              <Sidebar rail={rail} onNewMessage={newMessage} onShortcuts={() => open('shortcuts')} />
              <Calls />
            </div>
          )}
          <main className="min-w-0 flex-1">
            <ThreadKindsProvider value={KINDS}>
              <Page onNewMessage={newMessage} />
            </ThreadKindsProvider>
          </main>
        </div>
        {phone && <Calls />}
        {phone && !inThread && <BottomBar onShortcuts={() => open('shortcuts')} />}
        <OpenThreadNotifier />
        {opened === 'message' && <NewMessage.Component inboxId={inboxId} onClose={() => open(undefined)} />}
        <OpenCommandMenu />
        {opened === 'shortcuts' && (
          <ShortcutSheet.Component onClose={() => open(undefined)} onChange={prefer} />
        )}
      </div>
    </SignOut>
  )
}

function threadOf(route: Route): string | undefined {
  if (route.page === 'team') return route.place.chatId
  return route.page === 'inbox' ? route.place.conversationId : undefined
}

// On its own: what it knows of the place is no reason to draw the rest anew.
function OpenThreadNotifier() {
  const openId = useRoute((route, state) => (isPassing(state) ? undefined : threadOf(route)))
  return <Notifier.Component openId={openId} />
}

function OpenCommandMenu() {
  const found = useSyncExternalStore(commandMenu.subscribe, commandMenu.place)
  return found && <CommandMenu.Component key={JSON.stringify(found)} place={found} />
}

function Page({ onNewMessage }: { onNewMessage(): void }) {
  const route = useRoute((route) => route)
  switch (route.page) {
    case 'home':
      return <HomePage />
    case 'inbox':
      return <InboxPage place={route.place} onNewMessage={onNewMessage} />
    case 'link':
      return <LinkPage.Component linked={route.linked} />
    case 'team':
      return <Team.Component place={route.place} />
    case 'search':
      return <Search.Component />
    case 'calls':
      return <CallsPage.Component callId={route.callId} />
    case 'activity':
      return <Activity.Component />
    case 'quarantine':
      return <Quarantine.Component />
    case 'settings':
      return <Settings.Component section={route.section} rest={route.rest} />
    case 'mute':
    case 'sandbox':
    case 'entry':
    case 'not-found':
      return <NotFoundPage />
  }
}

// The installed app's icon offers it before the app is open.
function asked(): Opened | undefined {
  return new URLSearchParams(currentPlace().search).get('new') === 'message' ? 'message' : undefined
}

import { useTranslations } from 'use-intl'
import { setAvailableCommand } from '#features/member/member.api.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { usePreference } from '#features/preference/preference-hooks.tsx'
import { useSync } from '#sync/sync.tsx'
import { commandMenu } from '#ui/command-menu.ts'
import { navigate } from '#ui/navigation.tsx'
import { useShortcuts } from '#ui/Shortcuts.tsx'
import { toasts } from '#ui/toasts.ts'
import { LANGUAGES, language } from './i18n.tsx'
import { useCalling } from './pages/calling.tsx'
import { pathOfSection, sectionsFor } from './settings/sections.ts'
import { useSignOut } from './sign-out.tsx'
import { THEMES, theme } from './theme.ts'

/** What keys and the command menu do on every page. */
export function GeneralKeys({ onNewMessage, onShortcuts }: { onNewMessage(): void; onShortcuts(): void }) {
  const t = useTranslations('web')
  const signOut = useSignOut()
  const { dial } = useCalling()
  const { connection } = useSync()
  const me = useMe()
  const available = me?.available ?? true
  const [{ readOnReply }, prefer] = usePreference()
  const sections = sectionsFor(me?.role)
  const section = t('sections.general')
  const go = t('sections.go')
  useShortcuts([
    {
      id: 'command-menu',
      keys: ['mod+k'],
      label: t('commandMenu'),
      section,
      // A second press may come before the menu has the focus.
      run: () => (commandMenu.place() ? commandMenu.close() : commandMenu.open()),
    },
    {
      id: 'find-contact',
      keys: ['mod+/'],
      label: t('findContact'),
      section,
      run: () => commandMenu.open({ people: true }),
    },
    { id: 'message.new', keys: ['n'], label: t('newMessage'), section, run: onNewMessage },
    { id: 'call.new', keys: ['c'], label: t('call'), section, run: dial },
    { id: 'undo', keys: ['mod+z'], label: t('undoLast'), section, run: () => void toasts.undoNewest() },
    { id: 'shortcuts', keys: ['?'], label: t('shortcuts'), section, run: onShortcuts },
    { id: 'go.search', keys: ['g s'], label: t('goToSearch'), section: go, run: () => navigate('/search') },
    {
      id: 'go.activity',
      keys: ['g b'],
      label: t('goToActivity'),
      section: go,
      run: () => navigate('/activity'),
    },
    { id: 'go.team', keys: ['g t'], label: t('goToTeam'), section: go, run: () => navigate('/team') },
    { id: 'go.calls', keys: ['g c'], label: t('goToCalls'), section: go, run: () => navigate('/calls') },
    { id: 'go.inbox', keys: ['g i'], label: t('goToInbox'), section: go, run: () => navigate('/inbox') },
    {
      id: 'go.settings',
      keys: ['g ,'],
      label: t('goToSettings'),
      section: go,
      run: () => navigate('/settings'),
    },
    {
      id: 'settings',
      keys: [],
      label: t('menu.settings'),
      section,
      choices: () =>
        sections.map(({ id }) => ({
          id,
          label: t(`settings.section.${id}`),
          run: () => navigate(pathOfSection(id)),
        })),
    },
    {
      id: 'appearance',
      keys: [],
      label: t('menu.appearance'),
      section,
      choices: () => THEMES.map((id) => ({ id, label: t(`theme.${id}`), run: () => theme.set(id) })),
    },
    {
      id: 'language',
      keys: [],
      label: t('menu.language'),
      section,
      choices: () =>
        LANGUAGES.map(({ value, label }) => ({ id: value, label, run: () => language.set(value) })),
    },
    {
      id: 'available',
      keys: [],
      label: available ? t('becomeUnavailable') : t('becomeAvailable'),
      section,
      run: () => void connection.run(setAvailableCommand, { available: !available }),
    },
    {
      id: 'read-on-reply',
      keys: [],
      label: readOnReply ? t('readOnOpen') : t('readOnReply'),
      section,
      run: () => prefer({ readOnReply: !readOnReply }),
    },
    { id: 'sign-out', keys: [], label: t('signOut'), section, run: () => void signOut() },
  ])
  return null
}
